using WellIntake.Modules.Platform.Crm.Import.Rows;
using WellIntake.Modules.Platform.Crm.Import.Tables;
using WellIntake.Modules.Platform.Crm.Import.Values;

namespace WellIntake.Modules.Platform.Crm.Import.Mapping;

/// <summary>
/// Decides for each date column whether month or day comes first: by what the column's own values allow, else by the
/// file's other columns, else by habit; and says so where it was habit.
/// </summary>
internal sealed class DateOrders
{
    private readonly Dictionary<string, DateOrder> _byField = new(StringComparer.Ordinal);
    private readonly List<string> _notes = [];

    public IReadOnlyList<string> Notes => _notes;

    public DateOrder For(PlannedField field) => field.Rule.Order ?? _byField.GetValueOrDefault(field.Field.Name, DateOrder.MonthFirst);

    public static DateOrders Decide(ImportPlan plan, MappingFile mapping, IReadOnlyList<SourceRow> sample)
    {
        var orders = new DateOrders();
        var dates = plan.Fields.Where(f => f.Field.Type == FieldType.Date).ToList();
        if (mapping.DateOrder is { } told)
        {
            foreach (var field in dates)
                orders._byField[field.Field.Name] = told;
            return orders;
        }

        var seen = dates.Select(f => (Field: f, Evidence: Gather(f, sample))).ToList();
        var decided = seen.Select(s => s.Evidence.Decide()).OfType<DateOrder>().Distinct().ToList();
        foreach (var (field, evidence) in seen)
        {
            orders._byField[field.Field.Name] = evidence.Decide() ?? (decided.Count == 1 ? decided[0] : evidence.Fallback);
            if (field.Rule.Order is null && field.Rule.Formats.Count == 0)
                orders.Say(field, evidence, decided.Count == 1);
        }

        return orders;
    }

    private void Say(PlannedField field, DateOrderEvidence evidence, bool othersDecide)
    {
        var order = _byField[field.Field.Name] == DateOrder.MonthFirst ? "month first" : "day first";
        if (evidence is { MonthFirst: > 0, DayFirst: > 0 })
            _notes.Add($"'{field.ColumnName}' has dates with the month first and with the day first; it is read {order}, and the others are refused");
        else if (evidence.Decide() is null && evidence.Undecided > 0)
            _notes.Add(othersDecide
                ? $"'{field.ColumnName}' could be read both ways; it is read {order}, as the file's other dates are"
                : $"'{field.ColumnName}' is ambiguous: nothing in the first rows shows whether month or day comes first; it is read {order}. Set dateOrder in a mapping file if that is wrong");
    }

    private static DateOrderEvidence Gather(PlannedField field, IReadOnlyList<SourceRow> sample)
    {
        var evidence = new DateOrderEvidence();
        foreach (var row in sample)
        {
            foreach (var part in field.Parts)
            {
                if (part.Column >= 0 && row[part.Column] is { Length: > 0 } text)
                    evidence.See(text);
            }
        }

        return evidence;
    }
}
