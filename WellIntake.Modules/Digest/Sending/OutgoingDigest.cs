using System.Text.Json;
using System.Text.Json.Nodes;
using WellIntake.Modules.Digest.Contracts;
using WellIntake.Modules.Digest.Rendering;
using WellIntake.Modules.Digest.Subscriptions;
using WellIntake.Modules.Platform.Mail;
using WellIntake.Modules.Platform.Teams.Cards;

namespace WellIntake.Modules.Digest.Sending;

/// <summary>A digest as it goes out: what stands on it beside the candidates.</summary>
internal static class OutgoingDigest
{
    private const string TestBanner = "TEST: this digest also goes to a test address by e-mail.";

    /// <summary>Whether it leaves the conversation of whoever asked.</summary>
    public static bool GoesOut(DigestRequestJob job) => !job.DryRun && (job.SubscriptionId is not null || Recipient(job) is not null);

    /// <summary>
    /// Whether it is a sending to its audience: the cooldown holds people back from it, and whom it shows went out. A test
    /// is none (ADR 0017).
    /// </summary>
    public static bool Counts(DigestRequestJob job) => GoesOut(job) && job.TestRecipientEmail is null;

    /// <summary>Who gets it.</summary>
    public static IReadOnlyList<string> Readers(DigestRequestJob job)
    {
        var readers = new List<string>(2);
        if (job.SubscriptionId is not null)
            readers.Add(Subscriber(job));
        if (Recipient(job) is { } to)
            readers.Add(Reader(to));
        return readers;
    }

    /// <summary>The reader of a subscription's card.</summary>
    public static string Subscriber(DigestRequestJob job) => Reader(job.UserEmail);

    /// <summary>How a reader is named in the records.</summary>
    public static string Reader(string address) => address.Trim().ToLowerInvariant();

    /// <summary>The address; null for none.</summary>
    public static string? Recipient(DigestRequestJob job) => job.TestRecipientEmail ?? job.RecipientEmail;

    /// <summary>The card, with a banner when it is a test, and a button to end the subscription that it belongs to or to begin one.</summary>
    public static AdaptiveCard Card(DigestRequestJob job, AdaptiveCard card)
    {
        if (job.TestRecipientEmail is not null && !job.DryRun)
            card = card with { Body = [.. card.Body.Take(1), new TextBlock { Text = TestBanner, Weight = "bolder", Color = "warning" }, .. card.Body.Skip(1)] };
        return card with { Actions = [.. card.Actions ?? [], job.SubscriptionId is { } id ? SubscriptionButton("Unsubscribe", SubscriptionVerbs.Remove, id) : Subscribe(job)] };
    }

    /// <summary>A button for one subscription.</summary>
    public static CardAction SubscriptionButton(string title, string verb, string id) => new ExecuteAction
    {
        Title = title,
        Verb = verb,
        Data = JsonSerializer.SerializeToElement(new JsonObject { ["subscription_id"] = id }),
    };

    private static ExecuteAction Subscribe(DigestRequestJob job) => new()
    {
        Title = "Subscribe",
        Verb = SubscriptionVerbs.Offer,
        Data = JsonSerializer.SerializeToElement(new JsonObject { ["audience"] = job.Audience }),
    };

    /// <summary>The mail.</summary>
    public static OutgoingMail Mail(DigestRequestJob job, DigestView view, string to)
    {
        var isTest = job.TestRecipientEmail is not null;
        List<string> notes = [.. view.Notes];
        if (isTest)
            notes.Insert(0, "TEST: this digest was sent to this address to try it out.");
        if (job.SubscriptionId is { } id)
            notes.Add($"You get this because of a subscription. To end it, its owner writes “unsubscribe {id}” to the bot in Teams.");
        var whole = view with { Notes = notes };
        return new OutgoingMail
        {
            Id = job.MessageId,
            To = to,
            Subject = isTest ? "[TEST] " + view.Title : view.Title,
            Html = DigestDocuments.Render(whole, "html"),
            Text = DigestDocuments.Render(whole, "text"),
            Kind = isTest ? "test-digest" : "digest",
        };
    }
}
