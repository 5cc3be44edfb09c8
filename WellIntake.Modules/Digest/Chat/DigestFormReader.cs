using System.Globalization;
using WellIntake.Modules.Platform.Teams.Bot;

namespace WellIntake.Modules.Digest.Chat;

/// <summary>Reads what a button or a form says of a digest. What it does not say is as usual; what is wrong is named.</summary>
internal static class DigestFormReader
{
    /// <summary>What is wanted, and the first thing that is wrong; with a problem, the ask is not to be used.</summary>
    public static (DigestAsk Ask, string? Problem) Read(CardValues values, DateOnly today)
    {
        var ask = DigestPreferences.Usual;
        if (Number(values, "date_range_days", ask.Days) is not { } days)
            return (ask, $"Days back must be 1–{DigestSpec.MostDays}.");
        if (Number(values, "max_candidates", ask.MaxCandidates) is not { } most)
            return (ask, $"Candidates at most must be 1–{DigestSpec.MostCandidates}.");
        if (!TryDay(values, "date_from", out var from) || !TryDay(values, "date_to", out var to))
            return (ask, "Write days like 2026-11-30.");
        var owner = values.Text("owner")?.Trim().ToLowerInvariant();
        if (!string.IsNullOrEmpty(owner) && !DigestWords.IsAddress(owner))
            return (ask, "Name the recruiter by their e-mail address.");
        ask = ask with
        {
            Audience = values.Text("audience") ?? ask.Audience,
            Days = days,
            MaxCandidates = most,
            From = from,
            To = to,
            Owner = string.IsNullOrEmpty(owner) ? null : owner,
            IncludeVault = Flag(values, "include_vault", ask.IncludeVault),
            IncludeDeals = Flag(values, "include_deals", ask.IncludeDeals),
            IncludeMeetings = Flag(values, "include_meetings", ask.IncludeMeetings),
            SendMail = Flag(values, "send_mail", ask.SendMail),
        };
        return (ask, ask.Problem(today)?.Text);
    }

    private static int? Number(CardValues values, string name, int whenAbsent) =>
        values.Text(name) is not { Length: > 0 } text ? whenAbsent
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : null;

    private static bool TryDay(CardValues values, string name, out DateOnly? day)
    {
        var text = values.Text(name);
        day = string.IsNullOrWhiteSpace(text) ? null : DigestWords.Day(text.Trim());
        return string.IsNullOrWhiteSpace(text) || day is not null;
    }

    // Toggles come as text, the data of buttons as JSON's own.
    private static bool Flag(CardValues values, string name, bool whenAbsent) => values.Text(name) switch
    {
        null or "" => whenAbsent,
        var text => text.Equals("true", StringComparison.OrdinalIgnoreCase),
    };
}
