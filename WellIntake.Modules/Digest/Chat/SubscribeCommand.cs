using System.Globalization;
using System.Net.Mail;
using Microsoft.Extensions.Options;
using NodaTime;
using WellIntake.Modules.Digest.Subscriptions;
using WellIntake.Modules.Platform.Teams.Bot;
using WellIntake.Modules.Platform.Teams.Cards;

namespace WellIntake.Modules.Digest.Chat;

/// <summary>
/// <c>subscribe digest [audience] daily|weekly|monthly [on friday|31] [in Zone] [to address]</c>, and the same as a form
/// behind a digest's button, to be confirmed (DIG-9).
/// </summary>
internal sealed class SubscribeCommand(SubscriptionStore store, IOptionsMonitor<DigestOptions> options) : IChatCommand, ICardActionHandler
{
    private static readonly string[] WeekDays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

    public IReadOnlyList<string> Words { get; } = ["subscribe"];

    public IReadOnlyList<string> Verbs { get; } = [SubscriptionVerbs.Offer, SubscriptionVerbs.Confirm];

    public string Usage => "subscribe digest [advisors|c_suite|global|personal] daily|weekly|monthly [on friday] [in America/New_York] [to e-mail]";

    public string Summary => "brings a digest regularly, at 9:00 in your time zone";

    public async ValueTask<ChatAnswer> AnswerAsync(IncomingMessage message, IReadOnlyList<string> arguments, CancellationToken ct)
    {
        var wish = new Wish(Audience.Advisors, Schedule.Weekly, null, Zone(message.TimeZone), null);
        foreach (var typed in arguments)
        {
            var word = typed.Trim(',', '.', '!', '?').ToLowerInvariant();
            if (word is "" or "digest" or "for" or "to" or "in" or "on" or "the" or "at" or "me" or "every")
                continue;
            if (AudienceWords.Find(word) is { } found)
                wish = wish with { Audience = found };
            else if (word is Schedule.Daily or Schedule.Weekly or Schedule.Monthly)
                wish = wish with { Frequency = word };
            else if (Array.IndexOf(WeekDays, word) is >= 0 and var weekday)
                wish = wish with { Frequency = Schedule.Weekly, Day = weekday + 1 };
            else if (int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= 31)
                wish = wish with { Frequency = Schedule.Monthly, Day = number };
            else if (word.Contains('@', StringComparison.Ordinal) && MailAddress.TryCreate(word, out _))
                wish = wish with { Recipient = word };
            else if (Zone(typed.Trim(',', '.', '!', '?')) is { } zone)
                wish = wish with { Zone = zone };
            else
                return Note("I did not understand all of that", $"Write it like this: {Usage}");
        }

        return await SubscribeAsync(message, wish, ct);
    }

    public async ValueTask<ChatAnswer> AnswerAsync(IncomingMessage message, string verb, CardValues values, CancellationToken ct)
    {
        var audience = values.Text("audience") ?? Audience.Advisors;
        var frequency = values.Text("frequency") ?? Schedule.Weekly;
        if (!Audience.IsKnown(audience))
            return Note("That does not work", "Choose an audience from the list.");
        if (frequency is not (Schedule.Daily or Schedule.Weekly or Schedule.Monthly))
            return Note("That does not work", "Choose daily, weekly or monthly.");
        var zone = values.Text("time_zone")?.Trim() is { Length: > 0 } written ? written : message.TimeZone;
        if (verb == SubscriptionVerbs.Offer)
            return new ChatAnswer.Reply(SubscriptionCards.Offer(audience, frequency, Zone(zone)?.Id), "Subscribe to this digest?");

        if (zone is not null && Zone(zone) is null)
            return Note("That does not work", "There is no such time zone. Write it like America/New_York or Europe/Berlin.");
        var recipient = values.Text("recipient")?.Trim().ToLowerInvariant() is { Length: > 0 } to ? to : null;
        if (recipient is not null && !MailAddress.TryCreate(recipient, out _))
            return Note("That does not work", "That is not an e-mail address. Leave it empty for none.");
        return await SubscribeAsync(message, new Wish(audience, frequency, null, Zone(zone), recipient), ct);
    }

    private async ValueTask<ChatAnswer> SubscribeAsync(IncomingMessage message, Wish wish, CancellationToken ct)
    {
        if (wish.Recipient is not null && !options.CurrentValue.MayMail(wish.Recipient))
            return Note("Mail may not go there", "Digests may not be mailed to that address's domain.");
        if (wish.Zone is null)
            return Note("Which time zone are you in?", "I do not know it yet. Write it with its name, for example: subscribe digest advisors weekly in America/New_York");
        var made = await store.AddAsync(message, wish.Audience, wish.Frequency, wish.Day, wish.Zone, wish.Recipient, ct);
        return made is null
            ? Note("You have too many subscriptions", $"There may be {SubscriptionStore.MostPerPerson}. Write subscriptions to see them.")
            : new ChatAnswer.Reply(SubscriptionCards.Of("You are subscribed", made), "You are subscribed");
    }

    // As people write it: case does not matter.
    private static DateTimeZone? Zone(string? name) =>
        name is not null && DateTimeZoneProviders.Tzdb.Ids.FirstOrDefault(id => id.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } known
            ? DateTimeZoneProviders.Tzdb[known]
            : null;

    private static ChatAnswer.Reply Note(string title, string text) => new(PlatformCards.Note(title, text), title);

    /// <summary>What somebody wants to subscribe to. Day null: that of the next 9:00. Zone null: not known.</summary>
    private sealed record Wish(string Audience, string Frequency, int? Day, DateTimeZone? Zone, string? Recipient);
}
