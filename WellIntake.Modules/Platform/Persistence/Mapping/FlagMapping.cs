using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WellIntake.Modules.Platform.Persistence.Entities;

namespace WellIntake.Modules.Platform.Persistence.Mapping;

internal sealed class FlagDifferenceMapping : IEntityTypeConfiguration<FlagDifferenceRow>
{
    public void Configure(EntityTypeBuilder<FlagDifferenceRow> builder)
    {
        builder.ToTable("flag_differences").HasKey(row => new { row.Flag, row.RequestId, row.Field });
        builder.HasIndex(row => row.At, "ix_flag_differences_at");
    }
}
