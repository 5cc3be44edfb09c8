using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WellIntake.Modules.Platform.Persistence.Entities;

namespace WellIntake.Modules.Platform.Persistence.Mapping;

internal sealed class ModelResultMapping : IEntityTypeConfiguration<ModelResult>
{
    public void Configure(EntityTypeBuilder<ModelResult> builder)
    {
        builder.ToTable("model_results").HasKey(row => row.Id);
        builder.HasIndex(row => row.CreatedAt, "ix_model_results_created");
    }
}

internal sealed class ModelUsageMapping : IEntityTypeConfiguration<ModelUsage>
{
    public void Configure(EntityTypeBuilder<ModelUsage> builder) => builder.ToTable("model_usage").HasKey(row => row.Period);
}
