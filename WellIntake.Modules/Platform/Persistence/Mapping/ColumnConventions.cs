using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using WellIntake.Modules.Platform.Persistence.Entities;

namespace WellIntake.Modules.Platform.Persistence.Mapping;

/// <summary>What holds for every column, so that a new property needs no mapping of its own.</summary>
internal static class ColumnConventions
{
    private static readonly ValueConverter StatusAsText =
        new ValueConverter<RequestStatus, string>(status => status.ToText(), text => RequestStatusText.Parse(text));

    public static void Apply(ModelBuilder model, ValueConverter time)
    {
        foreach (var property in model.Model.GetEntityTypes().SelectMany(entity => entity.GetProperties()))
        {
            property.SetColumnName(JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name));
            if (property.ClrType == typeof(DateTimeOffset) || property.ClrType == typeof(DateTimeOffset?))
                property.SetValueConverter(time);
            else if (property.ClrType == typeof(RequestStatus))
                property.SetValueConverter(StatusAsText);
        }
    }
}
