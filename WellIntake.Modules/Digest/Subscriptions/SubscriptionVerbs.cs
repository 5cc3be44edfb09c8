namespace WellIntake.Modules.Digest.Subscriptions;

/// <summary>What the buttons of subscriptions ask for.</summary>
internal static class SubscriptionVerbs
{
    /// <summary>Show the form for a new one.</summary>
    public const string Offer = "subscription.offer";
    /// <summary>Make the one that the form describes.</summary>
    public const string Confirm = "subscription.confirm";
    /// <summary>Send nothing until it is resumed.</summary>
    public const string Pause = "subscription.pause";
    /// <summary>Send again, from the next run on.</summary>
    public const string Resume = "subscription.resume";
    /// <summary>End it.</summary>
    public const string Remove = "subscription.remove";
}
