using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WellIntake.Modules.Platform.Persistence.Entities;

namespace WellIntake.Modules.Platform.Persistence.Mapping;

/// <summary>What the tables of all kinds of requests have in common: two indexes and no more, each request writes them.</summary>
internal static class TrackedRequestMapping
{
    public static void MapRequest<T>(this EntityTypeBuilder<T> entity, string table)
        where T : TrackedRequest
    {
        entity.ToTable(table).HasKey(request => request.RequestId);
        entity.HasIndex(request => new { request.UserId, request.CreatedAt }, $"ix_{table}_user");
        entity.HasIndex(request => new { request.Status, request.CreatedAt }, $"ix_{table}_unfinished")
            .HasFilter(RequestStatusText.UnfinishedSql);
    }
}

internal sealed class DigestRequestMapping : IEntityTypeConfiguration<DigestRequest>
{
    public void Configure(EntityTypeBuilder<DigestRequest> builder) => builder.MapRequest("teams_digest_requests");
}

internal sealed class RequestEventMapping : IEntityTypeConfiguration<RequestEvent>
{
    public void Configure(EntityTypeBuilder<RequestEvent> builder)
    {
        builder.ToTable("request_events").HasKey(row => row.Id);
        builder.HasIndex(row => row.RequestId, "ix_request_events_request");
    }
}

internal sealed class RequestResultMapping : IEntityTypeConfiguration<RequestResult>
{
    public void Configure(EntityTypeBuilder<RequestResult> builder) =>
        builder.ToTable("request_results").HasKey(row => row.RequestId);
}

internal sealed class ProcessedIdMapping : IEntityTypeConfiguration<ProcessedId>
{
    public void Configure(EntityTypeBuilder<ProcessedId> builder)
    {
        builder.ToTable("processed_ids").HasKey(row => new { row.Scope, row.Id });
        builder.Property(row => row.Id).ValueGeneratedNever();
        // For their removal by age; accepting a request writes no row here.
        builder.HasIndex(row => row.At, "ix_processed_ids_at");
    }
}

internal sealed class OutboxJobMapping : IEntityTypeConfiguration<OutboxJob>
{
    public void Configure(EntityTypeBuilder<OutboxJob> builder) => builder.ToTable("outbox").HasKey(row => row.Id);
}
