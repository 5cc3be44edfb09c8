using System.Globalization;
using WellIntake.Modules.Platform.Teams.Cards;

namespace WellIntake.Host.Chat.Rendering;

/// <summary>Draws the inputs of one card: each with a label, its limits, and what to do when it is left empty.</summary>
internal sealed class InputRenderer(HtmlBuilder html, string idPrefix)
{
    /// <summary>Stands before an input's id in the form, so that a card cannot take the names of the page's own fields.</summary>
    public const string NamePrefix = "input.";

    private int _next;

    public void Write(CardInput input, string classes)
    {
        var id = $"{idPrefix}-{_next++}";
        var name = NamePrefix + input.Id;
        switch (input)
        {
            case ToggleInput toggle:
                html.Open("div", ("class", $"{classes} toggle"));
                GroupLabel(toggle.Label, toggle.IsRequired);
                html.Open("label", ("for", id))
                    .Void("input", ("type", "checkbox"), ("id", id), ("name", name), ("value", "true"),
                        ("checked", string.Equals(toggle.Value, "true", StringComparison.OrdinalIgnoreCase) ? "" : null),
                        ("required", Required(toggle)), ("aria-describedby", HintId(toggle, id)))
                    .Element("span", toggle.Title).Close();
                Hint(toggle, id);
                html.Close();
                break;
            case ChoiceSetInput choices when choices.IsMultiSelect == true || string.Equals(choices.Style, "expanded", StringComparison.OrdinalIgnoreCase):
                Expanded(choices, id, name, classes);
                break;
            case ChoiceSetInput choices:
                html.Open("div", ("class", classes));
                Label(choices, id);
                html.Open("select", ("id", id), ("name", name), ("required", Required(choices)), ("aria-describedby", HintId(choices, id)));
                if (string.IsNullOrEmpty(choices.Value))
                    html.Element("option", "Choose…", ("value", ""));
                foreach (var choice in (choices.Choices ?? []).OfType<Choice>())
                    html.Element("option", choice.Title, ("value", choice.Value ?? ""), ("selected", choice.Value == choices.Value ? "" : null));
                html.Close();
                Hint(choices, id);
                html.Close();
                break;
            default:
                html.Open("div", ("class", classes));
                Label(input, id);
                Field(input, id, name);
                Hint(input, id);
                html.Close();
                break;
        }
    }

    private void Field(CardInput input, string id, string name)
    {
        var (required, hint) = (Required(input), HintId(input, id));
        switch (input)
        {
            case TextInput { IsMultiline: true } text:
                html.Element("textarea", text.Value, ("id", id), ("name", name), ("rows", "3"), ("placeholder", text.Placeholder),
                    ("maxlength", Number(text.MaxLength)), ("required", required), ("aria-describedby", hint));
                break;
            case TextInput text:
                html.Void("input", ("type", "text"), ("id", id), ("name", name), ("value", text.Value), ("placeholder", text.Placeholder),
                    ("maxlength", Number(text.MaxLength)), ("autocomplete", "off"), ("required", required), ("aria-describedby", hint));
                break;
            case NumberInput number:
                html.Void("input", ("type", "number"), ("id", id), ("name", name), ("value", Number(number.Value)), ("min", Number(number.Min)),
                    ("max", Number(number.Max)), ("step", "any"), ("required", required), ("aria-describedby", hint));
                break;
            case DateInput date:
                html.Void("input", ("type", "date"), ("id", id), ("name", name), ("value", date.Value), ("required", required), ("aria-describedby", hint));
                break;
        }
    }

    private void Expanded(ChoiceSetInput choices, string id, string name, string classes)
    {
        var several = choices.IsMultiSelect == true;
        var chosen = several ? (choices.Value ?? "").Split(',', StringSplitOptions.TrimEntries) : [choices.Value ?? ""];
        html.Open("fieldset", ("class", $"{classes} choices"), ("aria-describedby", HintId(choices, id)))
            .Open("legend").Text(LabelText(choices));
        RequiredMark(choices.IsRequired);
        html.Close();
        var n = 0;
        foreach (var choice in (choices.Choices ?? []).OfType<Choice>())
        {
            var choiceId = $"{id}-{n++}";
            html.Open("label", ("for", choiceId))
                .Void("input", ("type", several ? "checkbox" : "radio"), ("id", choiceId), ("name", name), ("value", choice.Value ?? ""),
                    ("checked", chosen.Contains(choice.Value, StringComparer.Ordinal) ? "" : null), ("required", several ? null : Required(choices)))
                .Element("span", choice.Title).Close();
        }

        Hint(choices, id);
        html.Close();
    }

    private void Label(CardInput input, string id)
    {
        html.Open("label", ("for", id), ("class", input.Label is null ? "visually-hidden" : "label")).Text(LabelText(input));
        RequiredMark(input.IsRequired);
        html.Close();
    }

    private void GroupLabel(string? label, bool? required)
    {
        if (label is null)
            return;
        html.Open("span", ("class", "label")).Text(label);
        RequiredMark(required);
        html.Close();
    }

    private void RequiredMark(bool? required)
    {
        if (required == true)
            html.Element("span", " (required)", ("class", "required"));
    }

    private void Hint(CardInput input, string id)
    {
        if (HintText(input) is { } hint)
            html.Element("span", hint, ("class", "hint"), ("id", $"{id}-hint"));
    }

    private static string? HintId(CardInput input, string id) => HintText(input) is null ? null : $"{id}-hint";

    private static string? HintText(CardInput input)
    {
        var limits = input switch
        {
            NumberInput { Min: { } min, Max: { } max } => $"{Number(min)} to {Number(max)}",
            NumberInput { Min: { } min } => $"At least {Number(min)}",
            NumberInput { Max: { } max } => $"At most {Number(max)}",
            TextInput { MaxLength: { } length } => $"Up to {Number(length)} characters",
            _ => null,
        };
        if (input.IsRequired != true || string.IsNullOrWhiteSpace(input.ErrorMessage))
            return limits;
        return limits is null ? input.ErrorMessage : $"{limits}. {input.ErrorMessage}";
    }

    private static string LabelText(CardInput input) =>
        input.Label ?? (input as TextInput)?.Placeholder ?? input.Id ?? "Your answer";

    private static string? Required(CardInput input) => input.IsRequired == true ? "" : null;

    private static string? Number(double? value) => value?.ToString(CultureInfo.InvariantCulture);
}
