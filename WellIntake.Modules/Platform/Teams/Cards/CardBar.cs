namespace WellIntake.Modules.Platform.Teams.Cards;

/// <summary>
/// A bar without an image: two columns side by side, as wide as the parts they stand for, in twelfths. It says nothing to a
/// screen reader, so the figure stands beside it in words.
/// </summary>
internal static class CardBar
{
    private const int Steps = 12;

    /// <summary>A bar filled to <paramref name="fraction"/>, 0–1; what is beyond counts as the end. Something is never drawn as nothing.</summary>
    public static ColumnSet Of(double fraction)
    {
        var whole = double.IsNaN(fraction) ? 0 : Math.Clamp(fraction, 0, 1);
        var filled = (int)Math.Round(whole * Steps);
        if (filled == 0 && whole > 0)
            filled = 1;
        if (filled == Steps && whole < 1)
            filled = Steps - 1;
        var columns = new List<Column>(2);
        if (filled > 0)
            columns.Add(Part(filled, "accent"));
        if (filled < Steps)
            columns.Add(Part(Steps - filled, "emphasis"));
        return new ColumnSet { Columns = columns, Spacing = "small" };
    }

    private static Column Part(int width, string style) => new()
    {
        Width = width.ToString(System.Globalization.CultureInfo.InvariantCulture),
        // A no-break space keeps the part as high as a line.
        Items = [new Container { Style = style, Items = [new TextBlock { Text = "\u00a0", Size = "small" }] }],
    };
}
