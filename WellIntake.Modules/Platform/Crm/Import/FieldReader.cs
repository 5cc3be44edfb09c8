using System.Globalization;
using System.Text;
using WellIntake.Modules.Platform.Crm.Import.Mapping;
using WellIntake.Modules.Platform.Crm.Import.Rows;
using WellIntake.Modules.Platform.Crm.Import.Tables;
using WellIntake.Modules.Platform.Crm.Import.Values;

namespace WellIntake.Modules.Platform.Crm.Import;

/// <summary>Turns a row's text into a field's value, by the field's type and rule.</summary>
internal sealed class FieldReader(MappingFile mapping, DateOrders orders, DateTimeOffset? relativeTo)
{
    private readonly Dictionary<string, DateRules> _dates = new(StringComparer.Ordinal);

    /// <summary>Values that could not be read and were left empty, as the mapping says; by field.</summary>
    public SortedDictionary<string, long> Emptied { get; } = new(StringComparer.Ordinal);

    /// <summary>Amounts kept as written because no number could be read from them; by field.</summary>
    public SortedDictionary<string, long> Unread { get; } = new(StringComparer.Ordinal);

    /// <summary>The value; null when the row has none.</summary>
    /// <param name="field">Which.</param>
    /// <param name="row">Of what.</param>
    /// <param name="reason">Why it is wrong; null when it is not.</param>
    public object? Read(PlannedField field, SourceRow row, out string? reason)
    {
        var rule = field.Rule;
        if (field.Sum.Count > 0)
            return Added(field, row, out reason);

        var text = Text(field, row);
        if (text.Length > 0 && rule.Values is { } values && values.TryGetValue(text, out var meant))
            text = meant.Trim();
        if (text.Length == 0)
            text = rule.Default ?? "";
        if (text.Length == 0)
        {
            reason = null;
            return null;
        }

        var value = Convert(field, text, out reason);
        if (reason is null)
            return value;
        switch (rule.OnInvalid)
        {
            case OnInvalid.Empty:
                Emptied[field.Field.Name] = Emptied.GetValueOrDefault(field.Field.Name) + 1;
                reason = null;
                return null;
            case OnInvalid.Default:
                Emptied[field.Field.Name] = Emptied.GetValueOrDefault(field.Field.Name) + 1;
                return Convert(field, rule.Default!, out reason);
            default:
                if (!field.Field.Personal)
                    reason += $": '{Quoted.Show(text)}'";
                return null;
        }
    }

    /// <summary>What the row says, put together and trimmed; empty when it says nothing.</summary>
    public static string Text(PlannedField field, SourceRow row)
    {
        if (field.Rule.Constant is { } constant)
            return constant;
        if (field.Parts is [{ Column: >= 0 } only])
            return Clean(row[only.Column], field.Rule.TitleCase);

        // Words vanish with the column they lead to; those behind the last column, with that one.
        var text = new StringBuilder();
        string? words = null;
        var last = false;
        foreach (var part in field.Parts)
        {
            if (part.Column < 0)
            {
                words += part.Words;
                continue;
            }

            var value = Clean(row[part.Column], field.Rule.TitleCase);
            last = value.Length > 0;
            if (last)
                text.Append(text.Length > 0 || words?.Any(char.IsLetterOrDigit) == true ? words : "").Append(value);
            words = null;
        }

        if (last)
            text.Append(words?.TrimEnd());
        return text.ToString();
    }

    private static string Clean(string? text, bool titleCase)
    {
        if (string.IsNullOrEmpty(text))
            return "";
        text = text.Trim().Trim('\u00A0', '\uFEFF', '\u200B');
        if (!titleCase)
            return text;
        var words = string.Join(' ', text.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return CultureInfo.InvariantCulture.TextInfo.ToTitleCase(words.ToLowerInvariant());
    }

    private object? Added(PlannedField field, SourceRow row, out string? reason)
    {
        double sum = 0;
        var any = false;
        reason = null;
        foreach (var column in field.Sum)
        {
            var text = Clean(row[column], titleCase: false);
            if (text.Length == 0)
                continue;
            if (!NumberValue.TryParse(text, mapping.DecimalComma, out var number))
            {
                reason = field.Field.Personal ? "is not a number" : $"is not a number: '{Quoted.Show(text)}'";
                return null;
            }

            any = true;
            sum += number;
        }

        if (!any || (sum == 0 && field.Rule.ZeroIsEmpty))
            return null;
        switch (field.Field.Type)
        {
            case FieldType.Money:
                return new MoneyValue(MoneyValue.Format(sum), sum);
            case FieldType.Count when sum is >= 0 and <= 100_000_000:
                return (int)Math.Round(sum);
            case FieldType.Count:
                reason = "adds up to a number outside 0–100,000,000";
                return null;
            default:
                return sum;
        }
    }

    private object? Convert(PlannedField field, string text, out string? reason)
    {
        reason = text.Length > field.Field.MaxLength ? $"is longer than {field.Field.MaxLength:N0} characters" : null;
        if (reason is not null)
            return null;
        switch (field.Field.Type)
        {
            case FieldType.Money:
                var money = MoneyValue.Parse(text, mapping.DecimalComma);
                if (money.Amount is null)
                    Unread[field.Field.Name] = Unread.GetValueOrDefault(field.Field.Name) + 1;
                return money.Amount == 0 && field.Rule.ZeroIsEmpty ? null : money;
            case FieldType.Amount:
                var amount = MoneyValue.Parse(text, mapping.DecimalComma).Amount;
                reason = amount is null ? "is not an amount of money" : null;
                return amount == 0 && field.Rule.ZeroIsEmpty ? null : amount;
            case FieldType.Count:
                reason = CountValue.TryParse(text, mapping.DecimalComma, out var count);
                return count == 0 && field.Rule.ZeroIsEmpty ? null : count;
            case FieldType.Minutes:
                reason = CountValue.TryMinutes(text, out var minutes);
                return minutes;
            case FieldType.YesNo:
                reason = WordValue.TryBoolean(text, out var yes) ? null : "is neither yes nor no";
                return yes;
            case FieldType.Date:
                reason = DateValue.TryParse(text, Dates(field), out var moment);
                return moment;
            case FieldType.Email:
                reason = EmailValue.TryParse(text, out var email);
                return email;
            case FieldType.Stage:
                reason = WordValue.TryStage(text, out var stage) ? null : "is none of the eight stages";
                return stage;
            case FieldType.Audience:
                reason = WordValue.TryAudience(text, out var audience) ? null : "is no audience (advisors, c_suite, global)";
                return audience;
            case FieldType.NoteKind:
                reason = WordValue.TryNoteKind(text, out var kind) ? null : "is neither note nor transcript";
                return kind;
            case FieldType.Locator:
                var locator = text.ToUpperInvariant();
                reason = Locator.IsWellFormed(locator) ? null : "is no reference of the form TWAV…";
                return locator;
            case FieldType.Place:
                var place = Place.Parse(text);
                reason = place is null ? "names no place" : null;
                return place;
            default:
                return text;
        }
    }

    private DateRules Dates(PlannedField field)
    {
        if (_dates.TryGetValue(field.Field.Name, out var rules))
            return rules;
        return _dates[field.Field.Name] = new DateRules(orders.For(field), field.Rule.Zone ?? mapping.Zone, field.Rule.Formats, relativeTo);
    }
}
