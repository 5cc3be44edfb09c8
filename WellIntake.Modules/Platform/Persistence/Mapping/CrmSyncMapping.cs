using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WellIntake.Modules.Platform.Persistence.Entities;

namespace WellIntake.Modules.Platform.Persistence.Mapping;

internal sealed class CrmSyncStateMapping : IEntityTypeConfiguration<CrmSyncState>
{
    public void Configure(EntityTypeBuilder<CrmSyncState> builder) => builder.ToTable("crm_sync").HasKey(row => row.Kind);
}

internal sealed class CrmSyncLeaseMapping : IEntityTypeConfiguration<CrmSyncLease>
{
    public void Configure(EntityTypeBuilder<CrmSyncLease> builder) => builder.ToTable("crm_sync_lease").HasKey(row => row.Name);
}
