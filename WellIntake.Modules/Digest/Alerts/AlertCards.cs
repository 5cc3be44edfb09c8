using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using WellIntake.Modules.Digest.Parsing;
using WellIntake.Modules.Digest.Rendering;
using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Modules.Platform.Teams.Cards;

namespace WellIntake.Modules.Digest.Alerts;

/// <summary>Alerts as cards.</summary>
internal static class AlertCards
{
    /// <summary>One alert as it was understood, with its buttons.</summary>
    public static AdaptiveCard Of(string title, CandidateAlert alert) => new()
    {
        Body = [PlatformCards.Heading(title), Facts(alert)],
        Actions = Buttons(alert),
    };

    /// <summary>All of a person's, each with its buttons.</summary>
    public static AdaptiveCard List(IReadOnlyList<CandidateAlert> alerts) => alerts.Count == 0
        ? PlatformCards.Note("You have no alerts", "Write, for example: alerts add advisors in Texas over $500M with Series 7")
        : new AdaptiveCard
        {
            Body =
            [
                PlatformCards.Heading("Your alerts"),
                .. alerts.Select(a => new Container { Items = [Facts(a), new ActionSet { Actions = Buttons(a) }], Separator = true }),
            ],
        };

    /// <summary>What an alert waits for, a fact each; what is not said is any.</summary>
    public static IReadOnlyList<Fact> Facts(AlertFilter filter)
    {
        List<Fact> facts = [new("New candidates for", filter.Audience == Audience.Global ? "everyone" : Audience.Spoken(filter.Audience))];
        facts.Add(new("In", filter.Places.Count == 0 ? "any place" : CardText.Escape(string.Join(" or ", filter.Places.Select(p => p.Spoken())))));
        facts.Add(new("Assets", filter.MinAum is { } least ? CardText.Escape($"{Money.Short(least)} or more") : "any"));
        facts.Add(new("Licences", filter.Licences.Count == 0 ? "any" : string.Join(filter.AnyLicence ? " or " : " and ", filter.Licences)));
        return facts;
    }

    /// <summary>The buttons under an alert's message; a digest of the time where more matched than it shows.</summary>
    public static IReadOnlyList<CardAction> MessageButtons(string alertId, (string Audience, int Days)? digest)
    {
        List<CardAction> buttons = [];
        if (digest is var (audience, days))
        {
            buttons.Add(new ExecuteAction
            {
                Title = "Show a digest of the time",
                Verb = DigestVerbs.Generate,
                Data = JsonSerializer.SerializeToElement(new JsonObject { ["audience"] = audience, ["date_range_days"] = days, ["max_candidates"] = DigestSpec.MostCandidates }),
            });
        }

        return [.. buttons, Button("Pause alert", AlertVerbs.Pause, alertId), Button("Remove alert", AlertVerbs.Remove, alertId)];
    }

    private static FactSet Facts(CandidateAlert alert) => new()
    {
        Facts =
        [
            .. Facts(AlertFilter.Of(alert)),
            new("Messages", string.Create(CultureInfo.InvariantCulture, $"{(alert.Paused ? "paused; " : "")}at most {alert.MostPerDay} a day")),
            new("Id", alert.Id),
        ],
    };

    private static IReadOnlyList<CardAction> Buttons(CandidateAlert alert) =>
    [
        alert.Paused ? Button("Resume", AlertVerbs.Resume, alert.Id) : Button("Pause", AlertVerbs.Pause, alert.Id),
        Button("Remove", AlertVerbs.Remove, alert.Id),
    ];

    private static ExecuteAction Button(string title, string verb, string id) => new()
    {
        Title = title,
        Verb = verb,
        Data = JsonSerializer.SerializeToElement(new JsonObject { ["alert_id"] = id }),
    };
}
