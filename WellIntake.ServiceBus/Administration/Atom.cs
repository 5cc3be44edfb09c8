using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace Azure.Messaging.ServiceBus.Administration;

/// <summary>The envelope of administration: an Atom entry with a description inside, or a feed of such entries.</summary>
internal static class Atom
{
    public static readonly XNamespace Ns = "http://www.w3.org/2005/Atom";
    public static readonly XNamespace ServiceBus = "http://schemas.microsoft.com/netservices/2010/10/servicebus/connect";
    private const long LongestAnswer = 16 * 1024 * 1024;

    public static XElement Entry(string description, IEnumerable<XElement> elements)
        => new(Ns + "entry", new XElement(Ns + "content", new XAttribute("type", "application/xml"), new XElement(ServiceBus + description, elements)));

    /// <summary>The titles and descriptions in an answer: one of an entry, any number of a feed; an empty feed is how the service says that there is no such entity.</summary>
    /// <exception cref="XmlException">The answer is no Atom.</exception>
    public static IReadOnlyList<(string Title, XElement Description)> Read(Stream answer, string description)
    {
        // No document type, so no entities that grow or reach out; and no more than an answer ever has.
        using var reader = XmlReader.Create(answer, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = LongestAnswer });
        var root = XElement.Load(reader);
        var entries = root.Name == Ns + "entry" ? [root]
            : root.Name == Ns + "feed" ? root.Elements(Ns + "entry")
            : throw new XmlException($"The service answered with <{root.Name.LocalName}> in place of an Atom entry or feed.");
        return [.. from entry in entries
                   let found = entry.Element(Ns + "content")?.Element(ServiceBus + description)
                   where found is not null
                   select ((string?)entry.Element(Ns + "title") ?? "", found)];
    }

    /// <exception cref="XmlException">A value is not of its type.</exception>
    public static T Value<T>(XElement element, Func<string, T> parse)
    {
        try
        {
            return parse(element.Value);
        }
        catch (Exception exception) when (exception is FormatException or OverflowException or ArgumentException)
        {
            throw new XmlException($"The service gave a {element.Name.LocalName} that cannot be read.", exception);
        }
    }

    public static TimeSpan Time(string text)
    {
        // For ever is P10675199DT2H48M5.4775807S; some versions round it up, past what a TimeSpan holds.
        try
        {
            return XmlConvert.ToTimeSpan(text);
        }
        catch (OverflowException)
        {
            return TimeSpan.MaxValue;
        }
    }

    public static DateTimeOffset Date(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
