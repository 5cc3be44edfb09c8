using System.Text.Json;
using System.Text.Json.Serialization;

namespace WellIntake.Modules.Platform.Teams.Cards;

/// <summary>
/// The part of Adaptive Cards 1.5 that our cards use, as typed elements. Text that people typed goes into
/// <see cref="TextRun"/>, which clients do not read as Markdown, or through <see cref="CardText.Escape"/>.
/// </summary>
public sealed record AdaptiveCard
{
    /// <summary>Always <c>AdaptiveCard</c>.</summary>
    [JsonPropertyOrder(-3)]
    public string Type => "AdaptiveCard";

    /// <summary>The schema's address, as clients expect it.</summary>
    [JsonPropertyName("$schema"), JsonPropertyOrder(-2)]
    public string Schema => "http://adaptivecards.io/schemas/adaptive-card.json";

    /// <summary>1.5: what Teams draws everywhere.</summary>
    [JsonPropertyOrder(-1)]
    public string Version { get; init; } = "1.5";

    /// <summary>What it shows, from top to bottom.</summary>
    public IReadOnlyList<CardElement> Body { get; init; } = [];

    /// <summary>The buttons below.</summary>
    public IReadOnlyList<CardAction>? Actions { get; init; }

    /// <summary>What a screen reader says for the card.</summary>
    public string? Speak { get; init; }

    /// <summary>Whose buttons they are, and other values for Teams; see the Teams documentation on <c>msteams</c>.</summary>
    public JsonElement? Msteams { get; init; }
}

/// <summary>An element of a card.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(TextBlock), "TextBlock")]
[JsonDerivedType(typeof(RichTextBlock), "RichTextBlock")]
[JsonDerivedType(typeof(FactSet), "FactSet")]
[JsonDerivedType(typeof(Container), "Container")]
[JsonDerivedType(typeof(ColumnSet), "ColumnSet")]
[JsonDerivedType(typeof(ActionSet), "ActionSet")]
[JsonDerivedType(typeof(TextInput), "Input.Text")]
[JsonDerivedType(typeof(NumberInput), "Input.Number")]
[JsonDerivedType(typeof(DateInput), "Input.Date")]
[JsonDerivedType(typeof(ToggleInput), "Input.Toggle")]
[JsonDerivedType(typeof(ChoiceSetInput), "Input.ChoiceSet")]
public abstract record CardElement
{
    /// <summary>Its id; an input's value comes back under it.</summary>
    public string? Id { get; init; }
    /// <summary>none, small, default, medium, large, extraLarge, padding.</summary>
    public string? Spacing { get; init; }
    /// <summary>A line above it.</summary>
    public bool? Separator { get; init; }
    /// <summary>False hides it.</summary>
    public bool? IsVisible { get; init; }
}

/// <summary>Text with a little Markdown (bold, italic, links, lists).</summary>
public sealed record TextBlock : CardElement
{
    /// <summary>The text; escape what people typed.</summary>
    public required string Text { get; init; }
    /// <summary>default, small, medium, large, extraLarge.</summary>
    public string? Size { get; init; }
    /// <summary>default, lighter, bolder.</summary>
    public string? Weight { get; init; }
    /// <summary>default, accent, good, warning, attention.</summary>
    public string? Color { get; init; }
    /// <summary>Greyed.</summary>
    public bool? IsSubtle { get; init; }
    /// <summary>Goes over several lines. Nearly always wanted.</summary>
    public bool? Wrap { get; init; } = true;
    /// <summary>heading makes it one for screen readers.</summary>
    public string? Style { get; init; }
    /// <summary>left, center, right.</summary>
    public string? HorizontalAlignment { get; init; }
}

/// <summary>Text in runs; none of it is read as Markdown.</summary>
public sealed record RichTextBlock : CardElement
{
    /// <summary>The runs.</summary>
    public required IReadOnlyList<TextRun> Inlines { get; init; }
}

/// <summary>A run of text, taken as it is.</summary>
public sealed record TextRun
{
    /// <summary>Always <c>TextRun</c>.</summary>
    [JsonPropertyOrder(-1)]
    public string Type => "TextRun";
    /// <summary>The text.</summary>
    public required string Text { get; init; }
    /// <summary>default, small, medium, large, extraLarge.</summary>
    public string? Size { get; init; }
    /// <summary>default, lighter, bolder.</summary>
    public string? Weight { get; init; }
    /// <summary>default, accent, good, warning, attention.</summary>
    public string? Color { get; init; }
    /// <summary>Greyed.</summary>
    public bool? IsSubtle { get; init; }
    /// <summary>Italic.</summary>
    public bool? Italic { get; init; }
}

/// <summary>Pairs of name and value.</summary>
public sealed record FactSet : CardElement
{
    /// <summary>The pairs.</summary>
    public required IReadOnlyList<Fact> Facts { get; init; }
}

/// <summary>A name and its value.</summary>
/// <param name="Title">The name.</param>
/// <param name="Value">The value; read as Markdown, so escape what people typed.</param>
public sealed record Fact(string Title, string Value);

/// <summary>Elements that belong together.</summary>
public sealed record Container : CardElement
{
    /// <summary>The elements.</summary>
    public required IReadOnlyList<CardElement> Items { get; init; }
    /// <summary>default, emphasis, good, attention, warning, accent.</summary>
    public string? Style { get; init; }
}

/// <summary>Elements side by side.</summary>
public sealed record ColumnSet : CardElement
{
    /// <summary>From left to right.</summary>
    public required IReadOnlyList<Column> Columns { get; init; }
}

/// <summary>One of the columns.</summary>
public sealed record Column
{
    /// <summary>Always <c>Column</c>.</summary>
    [JsonPropertyOrder(-1)]
    public string Type => "Column";
    /// <summary>auto, stretch, or a weight.</summary>
    public string Width { get; init; } = "auto";
    /// <summary>The elements, from top to bottom.</summary>
    public required IReadOnlyList<CardElement> Items { get; init; }
}

/// <summary>Buttons inside the card.</summary>
public sealed record ActionSet : CardElement
{
    /// <summary>The buttons.</summary>
    public required IReadOnlyList<CardAction> Actions { get; init; }
}

/// <summary>An input. Its value comes back under <see cref="CardElement.Id"/>.</summary>
public abstract record CardInput : CardElement
{
    /// <summary>What stands above it; screen readers say it.</summary>
    public string? Label { get; init; }
    /// <summary>Must be filled in.</summary>
    public bool? IsRequired { get; init; }
    /// <summary>Shown when it is not.</summary>
    public string? ErrorMessage { get; init; }
}

/// <summary>A text field.</summary>
public sealed record TextInput : CardInput
{
    /// <summary>What stands in it at first.</summary>
    public string? Value { get; init; }
    /// <summary>Shown while it is empty.</summary>
    public string? Placeholder { get; init; }
    /// <summary>Several lines.</summary>
    public bool? IsMultiline { get; init; }
    /// <summary>Characters at most.</summary>
    public int? MaxLength { get; init; }
}

/// <summary>A number.</summary>
public sealed record NumberInput : CardInput
{
    /// <summary>What stands in it at first.</summary>
    public double? Value { get; init; }
    /// <summary>At least.</summary>
    public double? Min { get; init; }
    /// <summary>At most.</summary>
    public double? Max { get; init; }
}

/// <summary>A date, <c>yyyy-MM-dd</c>.</summary>
public sealed record DateInput : CardInput
{
    /// <summary>What stands in it at first.</summary>
    public string? Value { get; init; }
}

/// <summary>A tick box.</summary>
public sealed record ToggleInput : CardInput
{
    /// <summary>What stands beside it.</summary>
    public required string Title { get; init; }
    /// <summary>"true" or "false".</summary>
    public string? Value { get; init; }
}

/// <summary>One of several, or several of them.</summary>
public sealed record ChoiceSetInput : CardInput
{
    /// <summary>The choices.</summary>
    public required IReadOnlyList<Choice> Choices { get; init; }
    /// <summary>The chosen value; comma-separated when several.</summary>
    public string? Value { get; init; }
    /// <summary>compact or expanded.</summary>
    public string? Style { get; init; }
    /// <summary>Several may be chosen.</summary>
    public bool? IsMultiSelect { get; init; }
}

/// <summary>A choice.</summary>
/// <param name="Title">What people read.</param>
/// <param name="Value">What comes back.</param>
public sealed record Choice(string Title, string Value);

/// <summary>A button.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(ExecuteAction), "Action.Execute")]
[JsonDerivedType(typeof(SubmitAction), "Action.Submit")]
[JsonDerivedType(typeof(OpenUrlAction), "Action.OpenUrl")]
public abstract record CardAction
{
    /// <summary>What stands on it.</summary>
    public required string Title { get; init; }
    /// <summary>default, positive, destructive.</summary>
    public string? Style { get; init; }
}

/// <summary>Comes back as an invoke <c>adaptiveCard/action</c> with its verb.</summary>
public sealed record ExecuteAction : CardAction
{
    /// <summary>What is to be done.</summary>
    public required string Verb { get; init; }
    /// <summary>Comes back with the form's values merged over it.</summary>
    public JsonElement? Data { get; init; }
}

/// <summary>Comes back as a message with a value and no text.</summary>
public sealed record SubmitAction : CardAction
{
    /// <summary>Comes back with the form's values merged over it.</summary>
    public JsonElement? Data { get; init; }
}

/// <summary>Opens a page.</summary>
public sealed record OpenUrlAction : CardAction
{
    /// <summary>http or https.</summary>
    public required string Url { get; init; }
}
