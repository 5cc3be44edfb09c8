namespace WellIntake.Modules.Digest.Anonymising.Words;

/// <summary>The states of the USA by name and by postal code.</summary>
internal static class StateNames
{
    private static readonly Dictionary<string, string> Codes = new(StringComparer.Ordinal)
    {
        ["alabama"] = "al",
        ["alaska"] = "ak",
        ["arizona"] = "az",
        ["arkansas"] = "ar",
        ["california"] = "ca",
        ["colorado"] = "co",
        ["connecticut"] = "ct",
        ["delaware"] = "de",
        ["district of columbia"] = "dc",
        ["florida"] = "fl",
        ["georgia"] = "ga",
        ["hawaii"] = "hi",
        ["idaho"] = "id",
        ["illinois"] = "il",
        ["indiana"] = "in",
        ["iowa"] = "ia",
        ["kansas"] = "ks",
        ["kentucky"] = "ky",
        ["louisiana"] = "la",
        ["maine"] = "me",
        ["maryland"] = "md",
        ["massachusetts"] = "ma",
        ["michigan"] = "mi",
        ["minnesota"] = "mn",
        ["mississippi"] = "ms",
        ["missouri"] = "mo",
        ["montana"] = "mt",
        ["nebraska"] = "ne",
        ["nevada"] = "nv",
        ["new hampshire"] = "nh",
        ["new jersey"] = "nj",
        ["new mexico"] = "nm",
        ["new york"] = "ny",
        ["north carolina"] = "nc",
        ["north dakota"] = "nd",
        ["ohio"] = "oh",
        ["oklahoma"] = "ok",
        ["oregon"] = "or",
        ["pennsylvania"] = "pa",
        ["rhode island"] = "ri",
        ["south carolina"] = "sc",
        ["south dakota"] = "sd",
        ["tennessee"] = "tn",
        ["texas"] = "tx",
        ["utah"] = "ut",
        ["vermont"] = "vt",
        ["virginia"] = "va",
        ["washington"] = "wa",
        ["west virginia"] = "wv",
        ["wisconsin"] = "wi",
        ["wyoming"] = "wy",
        ["puerto rico"] = "pr",
    };

    private static readonly Dictionary<string, string> Names = Codes.ToDictionary(c => c.Value, c => c.Key, StringComparer.Ordinal);

    /// <summary>"Texas" for tx; null for what is no code.</summary>
    public static string? Name(string code) =>
        Names.GetValueOrDefault(code) is { } name ? System.Globalization.CultureInfo.InvariantCulture.TextInfo.ToTitleCase(name).Replace(" Of ", " of ", StringComparison.Ordinal) : null;

    /// <summary>The code of a state's name, in lower case; anything else as it is.</summary>
    public static string Code(string folded) => Codes.GetValueOrDefault(folded, folded);
}
