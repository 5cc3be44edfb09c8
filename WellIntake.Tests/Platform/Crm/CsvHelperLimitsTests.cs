using CsvHelper;

namespace WellIntake.Tests.Platform.Crm;

/// <summary>
/// Why the import splits lines by itself (ADR 12). Should one of these fail with a newer CsvHelper, think again.
/// </summary>
[TestClass]
public sealed class CsvHelperLimitsTests
{
    private const string Unclosed = "name,note\nAnn,\"first\nBob,ok\nEve,\"fine\"\n";
    private const string TwoLines = "name,note\nAnn,\"two\nlines\"\nBob,ok\n";

    [TestMethod, TestCategory("TOL-2")]
    public void Read_CellsMayHaveLines_AnUnclosedQuoteTakesTheRowsAfterItAlong()
    {
        CollectionAssert.Contains(Names(TwoLines, linesInCells: true), "Ann");
        CollectionAssert.DoesNotContain(Names(Unclosed, linesInCells: true), "Bob");
    }

    [TestMethod, TestCategory("TOL-2")]
    public void Read_CellsMayNotHaveLines_ARightCellWithTwoLinesIsMalformed()
    {
        CollectionAssert.Contains(Names(Unclosed, linesInCells: false), "Bob");
        CollectionAssert.DoesNotContain(Names(TwoLines, linesInCells: false), "Ann");
    }

    private static List<string> Names(string text, bool linesInCells)
    {
        var options = new CsvReaderOptions { AllowLineBreaksInQuotes = linesInCells, MalformedData = CsvMalformedDataHandling.Skip };
        using var reader = CsvReader.FromText(text, options);
        List<string> names = [];
        while (reader.Read())
            names.Add(reader.GetString(0));
        return names;
    }
}
