using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WellIntake.Modules.Platform.Persistence.Entities;

namespace WellIntake.Modules.Platform.Persistence.Mapping;

internal sealed class DeadLetterMoveMapping : IEntityTypeConfiguration<DeadLetterMove>
{
    public void Configure(EntityTypeBuilder<DeadLetterMove> builder)
    {
        builder.ToTable("dead_letter_moves").HasKey(row => row.Id);
        builder.HasIndex(row => new { row.Queue, row.SequenceNumber, row.EnqueuedAt, row.JobId }, "ux_dead_letter_moves_source").IsUnique();
        // Two dead letters of one id are never on their way at once: the queue would drop the second as a duplicate.
        builder.HasIndex(row => new { row.Queue, row.NewId }, "ux_dead_letter_moves_sending").IsUnique().HasFilter("state IN ('begun', 'sent')");
        builder.HasIndex(row => row.Operation, "ix_dead_letter_moves_operation");
        builder.HasIndex(row => row.ChangedAt, "ix_dead_letter_moves_changed");
    }
}
