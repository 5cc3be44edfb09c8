using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WellIntake.Modules.Platform.Persistence.Entities;

namespace WellIntake.Modules.Platform.Persistence.Mapping;

internal sealed class CandidateMapping : IEntityTypeConfiguration<Candidate>
{
    public void Configure(EntityTypeBuilder<Candidate> builder)
    {
        builder.ToTable("candidates").HasKey(row => row.Id);
        builder.HasIndex(row => row.Locator, "ux_candidates_locator").IsUnique();
        // A digest reads the rows of its range and no others, however many candidates there are (PERF-8).
        builder.HasIndex(row => row.PublishedAt, "ix_candidates_published");
        builder.HasIndex(row => new { row.Owner, row.PublishedAt }, "ix_candidates_owner");
    }
}

internal sealed class DealMapping : IEntityTypeConfiguration<Deal>
{
    public void Configure(EntityTypeBuilder<Deal> builder)
    {
        builder.ToTable("deals").HasKey(row => row.Id);
        builder.HasIndex(row => row.CandidateId, "ix_deals_candidate");
    }
}

internal sealed class MeetingMapping : IEntityTypeConfiguration<Meeting>
{
    public void Configure(EntityTypeBuilder<Meeting> builder)
    {
        builder.ToTable("meetings").HasKey(row => row.Id);
        builder.HasIndex(row => row.CandidateId, "ix_meetings_candidate");
    }
}

internal sealed class NoteMapping : IEntityTypeConfiguration<Note>
{
    public void Configure(EntityTypeBuilder<Note> builder)
    {
        builder.ToTable("notes").HasKey(row => row.Id);
        builder.HasIndex(row => row.CandidateId, "ix_notes_candidate");
    }
}
