namespace WellIntake.Host.Chat;

/// <summary>How something that a person did on the page ended.</summary>
/// <param name="Ok">False when it may be tried again.</param>
/// <param name="Notice">What to tell the person; null when there is nothing.</param>
internal sealed record ChatOutcome(bool Ok, string? Notice = null);
