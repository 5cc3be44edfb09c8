using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using WellIntake.Modules.Digest.Anonymising.Words;
using WellIntake.Modules.Digest.Extraction;
using WellIntake.Modules.Digest.Parsing;
using WellIntake.Modules.Platform.Persistence;

namespace WellIntake.Modules.Digest.Alerts;

/// <summary>
/// Reads places as people type them: states, regions and metros by the word lists, cities by those or by the candidates
/// there are. A name that is a state's is the state; a name that is a metro's is the metro.
/// </summary>
internal sealed partial class PlaceReader(Vocabulary words, IDbContextFactory<WellIntakeDbContext> contexts)
{
    private const int LongestName = 60;

    private static readonly Dictionary<string, string> Aliases = new(StringComparer.Ordinal)
    {
        ["nyc"] = "New York",
        ["new york city"] = "New York",
        ["dfw"] = "Dallas–Fort Worth",
        ["bay area"] = "San Francisco Bay",
        ["washington dc"] = "Washington",
        ["twin cities"] = "Minneapolis–St. Paul",
    };

    /// <summary>The places of "Dallas, TX or Florida", and the words that are none, each with what to do about it where that is known.</summary>
    public async Task<(IReadOnlyList<AlertPlace> Places, IReadOnlyList<string> Unknown)> ReadAsync(string text, CancellationToken ct)
    {
        var places = new List<AlertPlace>();
        var unknown = new List<string>();
        foreach (var (name, state) in Split(text))
        {
            var (place, why) = state is null ? await FindAsync(name, ct) : (new AlertPlace(PlaceKind.City, name, state), null);
            if (place is null)
                unknown.Add(why!);
            else if (!places.Contains(place))
                places.Add(place);
        }

        return (places, unknown);
    }

    // "Dallas, TX" is one place and "Texas, Florida" are two.
    private List<(string Name, string? State)> Split(string text)
    {
        var found = new List<(string Name, string? State)>();
        foreach (var listed in Connector().Split(text))
        {
            var isFirst = true;
            foreach (var part in listed.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                var name = PlainText.Line(part.Trim('.', '!', '?', '“', '”', '"'), LongestName);
                if (name is null)
                    continue;
                var code = Vocabulary.State(name);
                if (!isFirst && StateNames.Name(code) is not null && found[^1] is (var city, null) && (!IsState(city) || words.Metro(city, code) is not null))
                    found[^1] = (city, code);
                else
                    found.Add((name, null));
                isFirst = false;
            }
        }

        return found;
    }

    private async Task<(AlertPlace? Place, string? Why)> FindAsync(string name, CancellationToken ct)
    {
        var wanted = Article().Replace(name, "");
        var bare = Wide().Replace(wanted, "");
        var isWide = bare.Length < wanted.Length;
        if (!isWide && IsState(bare))
            return (new AlertPlace(PlaceKind.State, Vocabulary.State(bare)), null);
        if ((Metro(wanted) ?? Metro(bare)) is { } metro)
            return (new AlertPlace(PlaceKind.Metro, metro), null);
        if (words.RegionNames.FirstOrDefault(r => Plain(r) == Plain(bare)) is { } region)
            return (new AlertPlace(PlaceKind.Region, region), null);
        switch (words.StatesOf(bare))
        {
            case [var only]:
                return (isWide ? new AlertPlace(PlaceKind.Metro, words.Metro(bare, only)!) : new AlertPlace(PlaceKind.City, bare, only), null);
            case [_, ..] several:
                return (null, $"{name} (there are several: write {string.Join(" or ", several.Select(s => $"{bare}, {s.ToUpperInvariant()}"))})");
        }

        if (!isWide && await SomebodyLivesInAsync(bare, ct))
            return (new AlertPlace(PlaceKind.City, bare), null);
        return (null, $"{name} (a place that I do not know; write a city with its state, such as Boise, ID)");
    }

    private string? Metro(string name) =>
        Aliases.GetValueOrDefault(Plain(name)) ?? words.Metros.FirstOrDefault(m => Plain(m) == Plain(name));

    // Two letters are a state in capitals only: "in", "or" and "me" are words.
    private static bool IsState(string name) =>
        StateNames.Name(Vocabulary.State(name)) is not null && (name.Length > 2 || name.All(char.IsAsciiLetterUpper));

    private async Task<bool> SomebodyLivesInAsync(string city, CancellationToken ct)
    {
        var lower = city.ToLowerInvariant();
        await using var db = await contexts.CreateDbContextAsync(ct);
#pragma warning disable CA1304, CA1311, CA1862, MA0011 // The database makes the letters small.
        return await db.Candidates.AnyAsync(c => c.City != null && c.City.ToLower() == lower, ct);
#pragma warning restore CA1304, CA1311, CA1862, MA0011
    }

    private static string Plain(string name) =>
        Vocabulary.Key(name.Replace('–', ' ').Replace('-', ' ').Replace('/', ' '));

    // Small letters only: OR is a state.
    [GeneratedRegex(@"\s*(?:;|&|\b(?:and|or)\b)\s*", RegexOptions.CultureInvariant, Patterns.TimeoutMs)]
    private static partial Regex Connector();

    [GeneratedRegex(@"^the\s+", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex Article();

    [GeneratedRegex(@"\s+(metro(politan)?(\s+area)?|area|region)$", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex Wide();
}
