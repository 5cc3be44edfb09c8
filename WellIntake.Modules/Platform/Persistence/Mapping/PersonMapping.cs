using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WellIntake.Modules.Platform.Persistence.Entities;

namespace WellIntake.Modules.Platform.Persistence.Mapping;

internal sealed class UserPreferenceMapping : IEntityTypeConfiguration<UserPreference>
{
    public void Configure(EntityTypeBuilder<UserPreference> builder) => builder.ToTable("user_preferences").HasKey(row => row.UserId);
}

internal sealed class DigestFeedbackMapping : IEntityTypeConfiguration<DigestFeedback>
{
    public void Configure(EntityTypeBuilder<DigestFeedback> builder) =>
        builder.ToTable("digest_feedback").HasKey(row => new { row.RequestId, row.UserId });
}
