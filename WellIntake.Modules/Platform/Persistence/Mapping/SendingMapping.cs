using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WellIntake.Modules.Platform.Persistence.Entities;

namespace WellIntake.Modules.Platform.Persistence.Mapping;

internal sealed class RequestMailMapping : IEntityTypeConfiguration<RequestMailRow>
{
    public void Configure(EntityTypeBuilder<RequestMailRow> builder) => builder.ToTable("request_mails").HasKey(row => row.RequestId);
}

internal sealed class DigestSendMapping : IEntityTypeConfiguration<DigestSend>
{
    public void Configure(EntityTypeBuilder<DigestSend> builder)
    {
        builder.ToTable("digest_sends").HasKey(row => new { row.RequestId, row.CandidateId, row.Reader });
        builder.HasIndex(row => new { row.Audience, row.IsoWeek }, "ix_digest_sends_audience");
        builder.HasIndex(row => new { row.CandidateId, row.SentAt }, "ix_digest_sends_candidate");
    }
}

internal sealed class DigestSubscriptionMapping : IEntityTypeConfiguration<DigestSubscription>
{
    public void Configure(EntityTypeBuilder<DigestSubscription> builder)
    {
        builder.ToTable("digest_subscriptions").HasKey(row => row.Id);
        builder.HasIndex(row => new { row.Paused, row.NextDueAt }, "ix_digest_subscriptions_due");
        builder.HasIndex(row => row.UserId, "ix_digest_subscriptions_user");
    }
}

internal sealed class TeamsUserRoleMapping : IEntityTypeConfiguration<TeamsUserRole>
{
    public void Configure(EntityTypeBuilder<TeamsUserRole> builder) => builder.ToTable("teams_user_roles").HasKey(row => row.UserKey);
}
