using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using WellIntake.Modules.Platform.Teams.Cards;

namespace WellIntake.Modules.Digest.Rendering;

/// <summary>The forms around a digest, and the values that its buttons carry: fields of a digest request, by its names.</summary>
internal static class DigestForms
{
    /// <summary>The name of the box that refines a digest.</summary>
    public const string RefineField = "refine";

    /// <summary>The longest text in it.</summary>
    public const int MostRefineCharacters = 300;

    /// <summary>The form behind the filters button.</summary>
    public static AdaptiveCard Filters(DigestSpec spec) => new()
    {
        Body =
        [
            Heading("Filters"),
            Audiences(spec.Audience),
            DaysBack(Days(spec)),
            new DateInput { Id = "date_from", Label = "Or from this day (UTC)", Value = Day(spec.FirstDay) },
            new DateInput { Id = "date_to", Label = "To this day (UTC)", Value = Day(spec.LastDay) },
            Most(spec.MaxCandidates),
            new TextInput { Id = "owner", Label = "Only this recruiter's (e-mail address)", Value = spec.Owner, MaxLength = 254 },
            .. Included(spec.IncludeVault, spec.IncludeDeals, spec.IncludeMeetings),
        ],
        Actions =
        [
            new ExecuteAction { Title = "Show", Style = "positive", Verb = DigestVerbs.Generate, Data = Data(spec) },
            new ExecuteAction { Title = "Save as my preferences", Verb = DigestVerbs.SavePreferences, Data = Data(spec) },
        ],
    };

    /// <summary>The form that refines a digest in words.</summary>
    /// <param name="spec">The digest that is refined.</param>
    /// <param name="text">What stands in the box.</param>
    /// <param name="problem">Why the text could not be used, as plain text; null when nothing was wrong.</param>
    public static AdaptiveCard Refine(DigestSpec spec, string? text = null, string? problem = null)
    {
        List<CardElement> body = [Heading("Refine the digest")];
        if (problem is not null)
            body.Add(new RichTextBlock { Inlines = [new TextRun { Text = problem, Color = "attention" }] });
        body.Add(new TextInput
        {
            Id = RefineField,
            Label = "What should be different?",
            Value = text,
            MaxLength = MostRefineCharacters,
            Placeholder = "last 14 days, top 10, only c_suite, owner jane@example.com",
        });
        return new AdaptiveCard
        {
            Body = body,
            Actions = [new ExecuteAction { Title = "Show", Style = "positive", Verb = DigestVerbs.Refine, Data = Data(spec) }],
        };
    }

    /// <summary>The form of a person's preferences.</summary>
    public static AdaptiveCard Preferences(DigestSpec spec, bool sendMail, string note) => new()
    {
        Body =
        [
            Heading("Your preferences"),
            new TextBlock { Text = note, IsSubtle = true },
            Audiences(spec.Audience),
            DaysBack(Days(spec)),
            Most(spec.MaxCandidates),
            .. Included(spec.IncludeVault, spec.IncludeDeals, spec.IncludeMeetings),
            new ToggleInput { Id = "send_mail", Title = "Send my digests to me by e-mail too", Value = Flag(sendMail) },
        ],
        Actions =
        [
            new ExecuteAction { Title = "Save", Style = "positive", Verb = DigestVerbs.SavePreferences },
            new ExecuteAction { Title = "Reset", Verb = DigestVerbs.ResetPreferences },
        ],
    };

    /// <summary>What a button carries for a digest like this one.</summary>
    public static JsonElement Data(DigestSpec spec, int? days = null)
    {
        var data = new JsonObject
        {
            ["audience"] = spec.Audience,
            ["date_range_days"] = days ?? Days(spec),
            ["max_candidates"] = spec.MaxCandidates,
            ["include_vault"] = spec.IncludeVault,
            ["include_deals"] = spec.IncludeDeals,
            ["include_meetings"] = spec.IncludeMeetings,
        };
        if (spec.Owner is not null)
            data["owner"] = spec.Owner;
        if (days is null && spec is { FirstDay: not null, LastDay: not null })
            (data["date_from"], data["date_to"]) = (Day(spec.FirstDay), Day(spec.LastDay));
        return JsonSerializer.SerializeToElement(data);
    }

    private static int Days(DigestSpec spec) => Math.Clamp(
        spec is { FirstDay: { } first, LastDay: { } last } ? last.DayNumber - first.DayNumber + 1 : (int)Math.Round((spec.Now - spec.From).TotalDays),
        1, DigestSpec.MostDays);

    private static ChoiceSetInput Audiences(string chosen) => new()
    {
        Id = "audience",
        Label = "Audience",
        Value = chosen,
        Style = "compact",
        Choices = [new("Advisors", Audience.Advisors), new("C-suite", Audience.Executives), new("Everyone", Audience.Global), new("My own candidates", Audience.Personal)],
    };

    private static NumberInput DaysBack(int days) => new() { Id = "date_range_days", Label = "Days back", Value = days, Min = 1, Max = DigestSpec.MostDays };

    private static NumberInput Most(int most) => new() { Id = "max_candidates", Label = "Candidates at most", Value = most, Min = 1, Max = DigestSpec.MostCandidates };

    private static IEnumerable<ToggleInput> Included(bool vault, bool deals, bool meetings) =>
    [
        new() { Id = "include_vault", Title = "With candidates from the vault", Value = Flag(vault) },
        new() { Id = "include_deals", Title = "With evidence from deals", Value = Flag(deals) },
        new() { Id = "include_meetings", Title = "With evidence from meetings", Value = Flag(meetings) },
    ];

    private static string Flag(bool value) => value ? "true" : "false";

    private static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static TextBlock Heading(string text) => new() { Text = text, Size = "medium", Weight = "bolder", Style = "heading" };
}
