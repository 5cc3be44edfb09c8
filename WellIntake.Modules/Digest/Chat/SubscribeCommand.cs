using System.Globalization;
using System.Net.Mail;
using Microsoft.Extensions.Options;
using NodaTime;
using WellIntake.Modules.Digest.Subscriptions;
using WellIntake.Modules.Platform.Teams.Bot;
using WellIntake.Modules.Platform.Teams.Cards;

namespace WellIntake.Modules.Digest.Chat;

/// <summary><c>subscribe digest [audience] daily|weekly|monthly [on friday|31] [in Zone] [to address]</c> (DIG-9).</summary>
internal sealed class SubscribeCommand(SubscriptionStore store, IOptionsMonitor<DigestOptions> options) : IChatCommand
{
    private static readonly string[] WeekDays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

    public IReadOnlyList<string> Words { get; } = ["subscribe"];

    public string Usage => "subscribe digest [advisors|c_suite|global|personal] daily|weekly|monthly [on friday] [in America/New_York] [to e-mail]";

    public string Summary => "brings a digest regularly, at 9:00 in your time zone";

    public async ValueTask<ChatAnswer> AnswerAsync(IncomingMessage message, IReadOnlyList<string> arguments, CancellationToken ct)
    {
        var (audience, frequency, recipient) = (Audience.Advisors, Schedule.Weekly, (string?)null);
        int? day = null;
        var zone = message.TimeZone is { } known ? DateTimeZoneProviders.Tzdb.GetZoneOrNull(known) : null;
        foreach (var typed in arguments)
        {
            var word = typed.Trim(',', '.', '!', '?').ToLowerInvariant();
            if (word is "" or "digest" or "for" or "to" or "in" or "on" or "the" or "at" or "me" or "every")
                continue;
            if (AudienceWords.Find(word) is { } found)
                audience = found;
            else if (word is Schedule.Daily or Schedule.Weekly or Schedule.Monthly)
                frequency = word;
            else if (Array.IndexOf(WeekDays, word) is >= 0 and var weekday)
                (frequency, day) = (Schedule.Weekly, weekday + 1);
            else if (int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= 31)
                (frequency, day) = (Schedule.Monthly, number);
            else if (word.Contains('@', StringComparison.Ordinal) && MailAddress.TryCreate(word, out _))
                recipient = word;
            else if (DateTimeZoneProviders.Tzdb.Ids.FirstOrDefault(id => id.Equals(typed.Trim(',', '.'), StringComparison.OrdinalIgnoreCase)) is { } id)
                zone = DateTimeZoneProviders.Tzdb[id];
            else
                return Note("I did not understand all of that", $"Write it like this: {Usage}");
        }

        if (recipient is not null && !options.CurrentValue.MayMail(recipient))
            return Note("Mail may not go there", "Digests may not be mailed to that address's domain.");
        if (zone is null)
            return Note("Which time zone are you in?", "I do not know it yet. Write it with its name, for example: subscribe digest advisors weekly in America/New_York");
        var made = await store.AddAsync(message, audience, frequency, day, zone, recipient, ct);
        return made is null
            ? Note("You have too many subscriptions", $"There may be {SubscriptionStore.MostPerPerson}. Write subscriptions to see them.")
            : new ChatAnswer.Reply(SubscriptionCards.Of("You are subscribed", made), "You are subscribed");
    }

    private static ChatAnswer.Reply Note(string title, string text) => new(PlatformCards.Note(title, text), title);
}
