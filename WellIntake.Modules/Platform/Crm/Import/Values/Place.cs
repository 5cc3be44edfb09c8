namespace WellIntake.Modules.Platform.Crm.Import.Values;

/// <summary>A place written in one cell: "Dallas, TX", "Boulder, Colorado, United States", "Chicago".</summary>
internal sealed record Place(string City, string? State)
{
    /// <summary>Splits at the first comma; a country behind the state is left out. Null when no city is in it.</summary>
    public static Place? Parse(string text)
    {
        var parts = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return parts.Length == 0 ? null : new Place(parts[0], parts.Length > 1 ? parts[1] : null);
    }
}
