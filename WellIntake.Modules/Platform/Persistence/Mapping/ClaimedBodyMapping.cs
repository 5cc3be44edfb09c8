using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WellIntake.Modules.Platform.Persistence.Entities;

namespace WellIntake.Modules.Platform.Persistence.Mapping;

internal sealed class ClaimedBodyMapping : IEntityTypeConfiguration<ClaimedBody>
{
    public void Configure(EntityTypeBuilder<ClaimedBody> builder)
    {
        builder.ToTable("claimed_bodies").HasKey(row => row.Id);
        builder.HasIndex(row => new { row.Queue, row.DoubtfulAfter }, "ix_claimed_bodies_queue");
    }
}
