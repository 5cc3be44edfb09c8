using Azure.Messaging.ServiceBus;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.ServiceBus;

/// <summary>
/// Holds our client's surface to the official one's, and with the switch ServiceBusClient=Azure the listing to the official
/// assembly: official-api.txt has every public member of the types that both have, as ApiListing writes them.
/// </summary>
[TestClass]
[TestCategory("QUE-1")]
public sealed class ApiSurfaceTests
{
    private const string ListingFile = "WellIntake.Tests/ServiceBus/official-api.txt";

    [TestMethod]
    public void Surface_OfTheClientInUse_IsTheOfficialOne()
    {
        var official = Official();
        var inUse = ApiListing.Of(typeof(ServiceBusClient).Assembly).ToHashSet(StringComparer.Ordinal);
        Assert.IsNotEmpty(inUse);
#if OFFICIAL_SERVICE_BUS
        // The package has more types than the listing; of those that it has, each member.
        var types = official.Select(TypeOf).ToHashSet(StringComparer.Ordinal);
        inUse.RemoveWhere(line => !types.Contains(TypeOf(line)));
        Assert.IsEmpty(official.Except(inUse, StringComparer.Ordinal), "The listing has what the package has not.");
#endif
        var extra = inUse.Except(official, StringComparer.Ordinal).ToArray();

        Assert.IsEmpty(extra, $"Not in {ListingFile}:\n{string.Join('\n', extra)}");
    }

    [TestMethod]
    public void Listing_IsSortedAndHasNothingTwice()
    {
        var lines = File.ReadAllLines(Repository.FullPath(ListingFile));

        CollectionAssert.AreEqual(lines.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray(), lines);
    }

    private static HashSet<string> Official() => File.ReadLines(Repository.FullPath(ListingFile)).ToHashSet(StringComparer.Ordinal);

#if OFFICIAL_SERVICE_BUS
    private static string TypeOf(string line) => line[..line.IndexOf(" | ", StringComparison.Ordinal)];
#endif
}
