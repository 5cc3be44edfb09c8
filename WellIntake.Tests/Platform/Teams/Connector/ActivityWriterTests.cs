using System.Text;
using WellIntake.Modules.Platform.Teams.Connector;

namespace WellIntake.Tests.Platform.Teams.Connector;

[TestClass]
public sealed class ActivityWriterTests
{
    [TestMethod]
    [TestCategory("TEA-2")]
    [DataRow("abc", 6)]
    [DataRow("é", 2)]
    [DataRow("€", 2)]
    [DataRow("😀", 4)]
    [DataRow("\\u20ac", 2)]
    [DataRow("\\\"", 2)]
    [DataRow("\\\\u20ac", 12)]
    [DataRow("", 0)]
    public void Utf16Bytes_CountsWhatTeamsCounts(string json, int bytes) =>
        Assert.AreEqual(bytes, ActivityWriter.Utf16Bytes(Encoding.UTF8.GetBytes(json)));

    [TestMethod]
    [TestCategory("TEA-2")]
    public void Utf16Bytes_CutOff_Ends() => Assert.IsGreaterThan(0, ActivityWriter.Utf16Bytes([0xF0, (byte)'\\']));
}
