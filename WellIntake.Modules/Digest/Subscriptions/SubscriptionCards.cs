using NodaTime;
using WellIntake.Modules.Digest.Sending;
using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Modules.Platform.Teams.Cards;

namespace WellIntake.Modules.Digest.Subscriptions;

/// <summary>Subscriptions as cards.</summary>
internal static class SubscriptionCards
{
    /// <summary>One subscription, with its buttons.</summary>
    public static AdaptiveCard Of(string title, DigestSubscription subscription) => new()
    {
        Body = [PlatformCards.Heading(title), Facts(subscription)],
        Actions = [.. Buttons(subscription)],
    };

    /// <summary>The form for a new one.</summary>
    /// <param name="audience">Chosen already.</param>
    /// <param name="frequency">Chosen already.</param>
    /// <param name="zone">The person's time zone; null when it is not known.</param>
    public static AdaptiveCard Offer(string audience, string frequency, string? zone) => new()
    {
        Body =
        [
            PlatformCards.Heading("Subscribe to this digest?"),
            new TextBlock { Text = "It comes at 9:00 on your clock, here and, if you like, by e-mail.", IsSubtle = true },
            new ChoiceSetInput
            {
                Id = "audience", Label = "Audience", Value = audience, Style = "compact",
                Choices = [.. Chat.AudienceWords.All.Select(a => new Choice(Audience.Spoken(a), a))],
            },
            new ChoiceSetInput
            {
                Id = "frequency", Label = "How often", Value = frequency, Style = "compact",
                Choices = [new("Daily", Schedule.Daily), new("Weekly", Schedule.Weekly), new("Monthly", Schedule.Monthly)],
            },
            new TextInput { Id = "time_zone", Label = "Time zone", Value = zone, Placeholder = "America/New_York" },
            new TextInput { Id = "recipient", Label = "By e-mail to (optional)", Placeholder = "me@example.com" },
        ],
        Actions = [new ExecuteAction { Title = "Confirm", Verb = SubscriptionVerbs.Confirm }],
    };

    /// <summary>All of a person's, with what to type for each.</summary>
    public static AdaptiveCard List(IReadOnlyList<DigestSubscription> subscriptions) => subscriptions.Count == 0
        ? PlatformCards.Note("You have no subscriptions", "Write, for example: subscribe digest advisors weekly")
        : new AdaptiveCard
        {
            Body = [PlatformCards.Heading("Your subscriptions"), .. subscriptions.Select(Facts), new TextBlock { Text = "To change one, write pause, resume or unsubscribe, and its id.", IsSubtle = true }],
        };

    private static FactSet Facts(DigestSubscription subscription)
    {
        var zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(subscription.TimeZone) ?? DateTimeZone.Utc;
        var next = Instant.FromDateTimeOffset(subscription.NextDueAt).InZone(zone).ToString("ddd d MMM yyyy HH:mm", System.Globalization.CultureInfo.InvariantCulture);
        List<Fact> facts =
        [
            new("Digest", $"{Audience.Spoken(subscription.Audience)}, {subscription.Frequency}"),
            new("Next run", subscription.Paused ? "paused" : $"{next} ({zone.Id})"),
            new("Id", subscription.Id),
        ];
        if (subscription.Recipient is { } recipient)
            facts.Add(new("By e-mail to", CardText.Escape(recipient)));
        return new FactSet { Facts = facts };
    }

    private static IEnumerable<CardAction> Buttons(DigestSubscription subscription)
    {
        yield return subscription.Paused
            ? OutgoingDigest.SubscriptionButton("Resume", SubscriptionVerbs.Resume, subscription.Id)
            : OutgoingDigest.SubscriptionButton("Pause", SubscriptionVerbs.Pause, subscription.Id);
        yield return OutgoingDigest.SubscriptionButton("Unsubscribe", SubscriptionVerbs.Remove, subscription.Id);
    }
}
