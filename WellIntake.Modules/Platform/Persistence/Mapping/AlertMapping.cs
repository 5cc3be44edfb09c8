using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WellIntake.Modules.Platform.Persistence.Entities;

namespace WellIntake.Modules.Platform.Persistence.Mapping;

internal sealed class CandidateAlertMapping : IEntityTypeConfiguration<CandidateAlert>
{
    public void Configure(EntityTypeBuilder<CandidateAlert> builder)
    {
        builder.ToTable("candidate_alerts").HasKey(row => row.Id);
        builder.HasIndex(row => row.UserId, "ix_candidate_alerts_user");
    }
}

internal sealed class CandidateAlertMatchMapping : IEntityTypeConfiguration<CandidateAlertMatch>
{
    public void Configure(EntityTypeBuilder<CandidateAlertMatch> builder)
    {
        builder.ToTable("candidate_alert_matches").HasKey(row => new { row.AlertId, row.CandidateId });
        builder.HasIndex(row => new { row.RequestId, row.AlertId }, "ix_candidate_alert_matches_request");
    }
}

internal sealed class CandidateArrivalMapping : IEntityTypeConfiguration<CandidateArrival>
{
    public void Configure(EntityTypeBuilder<CandidateArrival> builder) => builder.ToTable("candidate_arrivals").HasKey(row => row.Id);
}
