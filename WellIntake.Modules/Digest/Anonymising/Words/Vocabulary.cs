using WellIntake.Modules.Platform.Persistence.Entities;

namespace WellIntake.Modules.Digest.Anonymising.Words;

/// <summary>All word lists, read once.</summary>
internal sealed class Vocabulary
{
    private readonly Dictionary<(string City, string State), string> _metros = [];
    private readonly Dictionary<string, string> _regions = new(StringComparer.Ordinal);
    private readonly HashSet<string> _roles;
    private readonly Dictionary<string, string[]> _nicknames = new(StringComparer.Ordinal);

    private Vocabulary(string? folder)
    {
        PhraseTable Table(string name) => new(WordList.Read(name, folder));
        Firms = Table("firms.txt");
        FirmKinds = Table("firm-kinds.txt");
        Awards = Table("awards.txt");
        Programmes = Table("programmes.txt");
        Schools = Table("schools.txt");
        Specialties = Table("specialties.txt");
        Fields = Table("fields.txt");
        GivenNames = new PhraseTable(WordList.Read("given-names.txt", folder).Select(l => l with { Phrases = ["^" + l.Shown] }));
        _roles = [.. WordList.Read("roles.txt", folder).Select(l => Key(l.Shown))];
        foreach (var line in WordList.Read("nicknames.txt", folder))
        {
            string[] all = [.. line.Phrases.Prepend(line.Shown).Select(Key)];
            foreach (var name in all)
                _nicknames[name] = [.. all, .. _nicknames.GetValueOrDefault(name) ?? []];
        }

        foreach (var line in WordList.Read("regions.txt", folder))
        {
            foreach (var state in line.Phrases)
                _regions[Key(state)] = line.Shown;
        }

        var metros = WordList.Read("metros.txt", folder);
        foreach (var line in metros)
        {
            foreach (var place in line.Phrases)
            {
                var comma = place.LastIndexOf(',');
                if (comma < 0)
                    throw new FormatException($"metros.txt: '{place}' of {line.Shown} has no state; write: Dallas, TX");
                _metros[(Key(place[..comma]), State(place[(comma + 1)..]))] = line.Shown;
            }
        }

        Cities = new PhraseTable(metros.Select(m => new WordLine($"the {m.Shown} metro", [.. m.Phrases.Select(p => "^" + p[..p.LastIndexOf(',')])])));
        Regions = new PhraseTable(WordList.Read("regions.txt", folder).Select(l => new WordLine("the " + l.Shown, [.. l.Phrases.Select(p => "^" + p)])));
        ShownPlaces = [.. metros.Select(m => m.Shown).Concat(WordList.Read("regions.txt", folder).Select(l => l.Shown)).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Known firms and their abbreviations; a kind of firm each, with its article.</summary>
    public PhraseTable Firms { get; }
    /// <summary>What the words of a name say of the kind of firm.</summary>
    public PhraseTable FirmKinds { get; }
    /// <summary>Awards and rankings.</summary>
    public PhraseTable Awards { get; }
    /// <summary>Firms' own programmes.</summary>
    public PhraseTable Programmes { get; }
    /// <summary>Schools.</summary>
    public PhraseTable Schools { get; }
    /// <summary>Specialties that may be named.</summary>
    public PhraseTable Specialties { get; }
    /// <summary>Fields of study that may be named.</summary>
    public PhraseTable Fields { get; }
    /// <summary>First names, with a capital only.</summary>
    public PhraseTable GivenNames { get; }
    /// <summary>The cities of all metros.</summary>
    public PhraseTable Cities { get; }
    /// <summary>States, each with its region.</summary>
    public PhraseTable Regions { get; }
    /// <summary>Names of places that cards may show.</summary>
    public IReadOnlyList<string> ShownPlaces { get; }

    /// <summary>Reads all lists.</summary>
    /// <param name="folder">Lists to add; null for none.</param>
    /// <exception cref="FormatException">A line cannot be read, or the folder is not there.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static Vocabulary Load(string? folder)
    {
        if (string.IsNullOrWhiteSpace(folder))
            return new Vocabulary(null);
        WordList.CheckFolder(folder);
        return new Vocabulary(folder);
    }

    /// <summary>"Dallas–Fort Worth metro", else "Texas and the Southwest"; null when neither city nor state is known here.</summary>
    public string? Place(string? city, string? state)
    {
        if (Metro(city, state) is { } metro)
            return metro + " metro";
        return Region(state);
    }

    /// <summary>"Houston" for Katy, TX; null for a city that is in no metro known here.</summary>
    public string? Metro(string? city, string? state) =>
        string.IsNullOrWhiteSpace(city) ? null : _metros.GetValueOrDefault((Key(city), State(state ?? "")));

    /// <summary>"Southwest" for Texas or TX; null for a state that is not known here.</summary>
    public string? Region(string? state) => string.IsNullOrWhiteSpace(state) ? null : _regions.GetValueOrDefault(Key(state));

    /// <summary>The codes of the states where a metro has a city of this name: tx and va for Arlington.</summary>
    public IReadOnlyList<string> StatesOf(string city)
    {
        var key = Key(city);
        return [.. _metros.Keys.Where(k => k.City == key).Select(k => k.State).Order(StringComparer.Ordinal)];
    }

    /// <summary>The metros, as they are shown.</summary>
    public IReadOnlyCollection<string> Metros => [.. _metros.Values.Distinct(StringComparer.Ordinal)];

    /// <summary>The regions, as they are shown.</summary>
    public IReadOnlyCollection<string> RegionNames => [.. _regions.Values.Distinct(StringComparer.Ordinal)];

    /// <summary>May this word stand in a title?</summary>
    public bool IsRole(string word) => _roles.Contains(Key(word));

    /// <summary>Other forms of a first name, itself among them; empty when none are known.</summary>
    public IReadOnlyList<string> Nicknames(string name) => _nicknames.GetValueOrDefault(Key(name)) ?? [];

    /// <summary>"Currently at a wirehouse" needs "a wirehouse". From the list of firms, else from the name's own words; null when neither tells.</summary>
    public string? KindOfFirm(Candidate candidate)
    {
        if (string.IsNullOrWhiteSpace(candidate.Firm))
            return null;
        var name = FoldedText.Of(candidate.Firm);
        return (Firms.Find(name).FirstOrDefault() ?? FirmKinds.Find(name).FirstOrDefault())?.Shown;
    }

    /// <summary>A name made comparable: case, accents, full stops and commas make no difference.</summary>
    public static string Key(string text) =>
        string.Join(' ', FoldedText.Of(text).Folded.Split([' ', '.', ','], StringSplitOptions.RemoveEmptyEntries));

    /// <summary>The code of a state, tx for "Texas" and "TX"; anything else as a key.</summary>
    public static string State(string text) => StateNames.Code(Key(text));
}
