namespace WellIntake.Modules.Digest.Parsing;

/// <summary>How an availability was put.</summary>
internal enum AvailabilityKind { Immediate, Notice, Period, GardenLeave, Month, Quarter, EndOfYear, Date, AfterEvent }

/// <summary>When someone can start, in whole weeks from the date it was read for.</summary>
/// <param name="Kind">How it was put.</param>
/// <param name="MinWeeks">The earliest; 0 is now.</param>
/// <param name="MaxWeeks">The latest; never under <paramref name="MinWeeks"/>.</param>
/// <param name="After">The event that must come first, such as "bonus".</param>
internal sealed record Availability(AvailabilityKind Kind, int MinWeeks, int MaxWeeks, string? After = null)
{
    /// <summary>"Available now", "Available in 2 weeks", "Available in 19–32 weeks".</summary>
    public override string ToString()
    {
        var text = (MinWeeks, MaxWeeks) switch
        {
            (0, 0) => "Available now",
            (0, 1) or (1, 1) => MinWeeks == 1 ? "Available in 1 week" : "Available within 1 week",
            (0, var max) => $"Available within {max} weeks",
            var (min, max) when min == max => $"Available in {min} weeks",
            var (min, max) => $"Available in {min}–{max} weeks",
        };
        return After is null ? text : $"{text}, after {After}";
    }
}
