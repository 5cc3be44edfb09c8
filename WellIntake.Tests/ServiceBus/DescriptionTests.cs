#if !OFFICIAL_SERVICE_BUS
using System.Xml.Linq;
using Azure.Messaging.ServiceBus.Administration;

namespace WellIntake.Tests.ServiceBus;

/// <summary>An update replaces the whole description: what our client has no property for must not be lost by it.</summary>
[TestClass]
[TestCategory("QUE-3")]
public sealed class DescriptionTests
{
    private const string Queue = """
        <QueueDescription xmlns="http://schemas.microsoft.com/netservices/2010/10/servicebus/connect">
          <LockDuration>PT2M</LockDuration><MaxSizeInMegabytes>2048</MaxSizeInMegabytes>
          <DefaultMessageTimeToLive>P10675199DT2H48M5.4775807S</DefaultMessageTimeToLive><MaxDeliveryCount>3</MaxDeliveryCount>
          <IsAnonymousAccessible>false</IsAnonymousAccessible>
          <AuthorizationRules><AuthorizationRule><KeyName>ours</KeyName></AuthorizationRule></AuthorizationRules>
          <Status>Active</Status><MessageCount>7</MessageCount><EnableExpress>false</EnableExpress><Future>yes</Future>
        </QueueDescription>
        """;

    [TestMethod]
    public void Serialize_OfWhatWasRead_HandsBackWhatHasNoPropertyInTheServicesOrder()
    {
        var queue = Descriptions.Queue.Read(new QueueProperties("q"), XElement.Parse(Queue));
        queue.MaxDeliveryCount = 5;

        var written = XElement.Parse(Descriptions.Queue.Serialize(queue)).Descendants(Atom.ServiceBus + "QueueDescription").Single();

        var names = written.Elements().Select(element => element.Name.LocalName).ToList();
        Assert.AreEqual(TimeSpan.FromMinutes(2), queue.LockDuration);
        Assert.AreEqual(TimeSpan.MaxValue, queue.DefaultMessageTimeToLive);
        Assert.AreEqual("5", written.Element(Atom.ServiceBus + "MaxDeliveryCount")?.Value);
        Assert.AreEqual("ours", written.Element(Atom.ServiceBus + "AuthorizationRules")?.Value);
        Assert.AreEqual("false", written.Element(Atom.ServiceBus + "EnableExpress")?.Value);
        Assert.AreEqual("yes", written.Element(Atom.ServiceBus + "Future")?.Value);
        Assert.IsFalse(names.Contains("MessageCount"));
        Assert.IsLessThan(names.IndexOf("Status"), names.IndexOf("AuthorizationRules"));
        Assert.AreEqual("Future", names[^1]);
    }

    [TestMethod]
    public void Read_OfADocumentType_IsRefused()
    {
        using var answer = new MemoryStream("""<!DOCTYPE x [<!ENTITY a "b">]><entry xmlns="http://www.w3.org/2005/Atom">&a;</entry>"""u8.ToArray());

        Assert.ThrowsExactly<System.Xml.XmlException>(() => Atom.Read(answer, "QueueDescription"));
    }
}
#endif
