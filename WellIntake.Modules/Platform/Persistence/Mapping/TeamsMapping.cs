using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WellIntake.Modules.Platform.Persistence.Entities;

namespace WellIntake.Modules.Platform.Persistence.Mapping;

internal sealed class ConversationReferenceMapping : IEntityTypeConfiguration<ConversationReferenceRow>
{
    public void Configure(EntityTypeBuilder<ConversationReferenceRow> builder)
    {
        builder.ToTable("conversation_references").HasKey(row => new { row.ConversationId, row.UserId });
        builder.HasIndex(row => row.UserId, "ix_conversation_references_user");
    }
}

internal sealed class DeliveryMapping : IEntityTypeConfiguration<Delivery>
{
    public void Configure(EntityTypeBuilder<Delivery> builder)
    {
        builder.ToTable("deliveries").HasKey(row => row.Id);
        builder.HasIndex(row => row.RequestId, "ix_deliveries_request");
        builder.HasIndex(row => row.At, "ix_deliveries_at");
    }
}

internal sealed class DeliveryOrderMapping : IEntityTypeConfiguration<DeliveryOrder>
{
    public void Configure(EntityTypeBuilder<DeliveryOrder> builder)
    {
        builder.ToTable("delivery_orders").HasKey(row => row.Id);
        // The same is ordered once at a time; and those that wait are found without reading those that are done.
        builder.HasIndex(row => new { row.RequestId, row.What }, "ux_delivery_orders_waiting").IsUnique().HasFilter("state = 'waiting'");
    }
}

internal sealed class PendingReplyMapping : IEntityTypeConfiguration<PendingReplyRow>
{
    // Without an index on time: what waits is a handful of rows, and each reply would pay for it.
    public void Configure(EntityTypeBuilder<PendingReplyRow> builder) => builder.ToTable("pending_replies").HasKey(row => row.MessageId);
}

internal sealed class ChatActivityMapping : IEntityTypeConfiguration<ChatActivity>
{
    public void Configure(EntityTypeBuilder<ChatActivity> builder)
    {
        builder.ToTable("chat_activities").HasKey(row => row.Id);
        builder.HasIndex(row => new { row.ConversationId, row.ActivityId }, "ux_chat_activities_activity").IsUnique();
        builder.HasIndex(row => new { row.ConversationId, row.Version }, "ix_chat_activities_version");
    }
}
