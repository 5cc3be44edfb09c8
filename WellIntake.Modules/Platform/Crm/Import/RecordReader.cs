using WellIntake.Modules.Platform.Crm.Import.Mapping;
using WellIntake.Modules.Platform.Crm.Import.Rows;
using WellIntake.Modules.Platform.Crm.Import.Tables;

namespace WellIntake.Modules.Platform.Crm.Import;

/// <summary>What keeps a row from becoming a record.</summary>
/// <param name="Column">The column whose value is wrong, fit to be shown.</param>
/// <param name="Reason">Why, without what is personal.</param>
internal readonly record struct WrongValue(string Column, string Reason);

/// <summary>Makes a record of a row, wherever the row comes from.</summary>
internal static class RecordReader
{
    /// <summary>The record and its id; null when a value is wrong or missing, and <paramref name="wrong"/> says which.</summary>
    public static (string Id, T Entity)? Read<T>(CrmTable<T> table, ImportPlan plan, FieldReader fields, SourceRow row, RecordContext context, out WrongValue wrong)
        where T : class
    {
        wrong = default;
        var id = RecordId.Read(plan.Id, row, out var reason);
        if (id is null)
        {
            wrong = new WrongValue(Quoted.Show(plan.Id.ColumnName), reason!);
            return null;
        }

        var entity = table.Create(id, context);
        foreach (var field in plan.Fields)
        {
            var value = fields.Read(field, row, out reason);
            if (reason is null && value is null && field.Field.Required)
                reason = $"is empty, and {field.Field.Name} is needed";
            if (reason is not null)
            {
                wrong = new WrongValue(field.ColumnName, reason);
                return null;
            }

            table.Fill(entity, field.Field, value);
        }

        table.Finish(entity, context);
        return (id, entity);
    }
}
