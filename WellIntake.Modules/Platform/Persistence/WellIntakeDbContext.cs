using Microsoft.EntityFrameworkCore;
using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Modules.Platform.Persistence.Mapping;
using WellIntake.Modules.Platform.Persistence.Sqlite;

namespace WellIntake.Modules.Platform.Persistence;

/// <summary>The tables, the same on SQLite and PostgreSQL. Made through <see cref="IDbContextFactory{TContext}"/>, short-lived.</summary>
public sealed class WellIntakeDbContext(DbContextOptions<WellIntakeDbContext> options) : DbContext(options)
{
    /// <summary>Digest requests.</summary>
    public DbSet<DigestRequest> DigestRequests => Set<DigestRequest>();
    /// <summary>Timelines of all requests.</summary>
    public DbSet<RequestEvent> RequestEvents => Set<RequestEvent>();
    /// <summary>Stored results.</summary>
    public DbSet<RequestResult> RequestResults => Set<RequestResult>();
    /// <summary>Ids that have been worked on.</summary>
    public DbSet<ProcessedId> ProcessedIds => Set<ProcessedId>();
    /// <summary>Jobs on their way to a queue.</summary>
    public DbSet<OutboxJob> Outbox => Set<OutboxJob>();
    /// <summary>Bodies that are too large for the broker.</summary>
    public DbSet<ClaimedBody> ClaimedBodies => Set<ClaimedBody>();
    /// <summary>Dead letters that were taken from their queues.</summary>
    public DbSet<DeadLetterMove> DeadLetterMoves => Set<DeadLetterMove>();
    /// <summary>Who can be reached where.</summary>
    public DbSet<ConversationReferenceRow> ConversationReferences => Set<ConversationReferenceRow>();
    /// <summary>The delivery ledger.</summary>
    public DbSet<Delivery> Deliveries => Set<Delivery>();
    /// <summary>Deliveries to be made again.</summary>
    public DbSet<DeliveryOrder> DeliveryOrders => Set<DeliveryOrder>();
    /// <summary>Replies that are promised and not posted yet.</summary>
    public DbSet<PendingReplyRow> PendingReplies => Set<PendingReplyRow>();
    /// <summary>The local chat page's messages.</summary>
    public DbSet<ChatActivity> ChatActivities => Set<ChatActivity>();
    /// <summary>Candidates.</summary>
    public DbSet<Candidate> Candidates => Set<Candidate>();
    /// <summary>Deals.</summary>
    public DbSet<Deal> Deals => Set<Deal>();
    /// <summary>Meetings.</summary>
    public DbSet<Meeting> Meetings => Set<Meeting>();
    /// <summary>Notes and transcripts.</summary>
    public DbSet<Note> Notes => Set<Note>();
    /// <summary>How far the CRM has been read.</summary>
    public DbSet<CrmSyncState> CrmSync => Set<CrmSyncState>();
    /// <summary>Who reads the CRM now.</summary>
    public DbSet<CrmSyncLease> CrmSyncLeases => Set<CrmSyncLease>();
    /// <summary>Replies of the language model.</summary>
    public DbSet<ModelResult> ModelResults => Set<ModelResult>();
    /// <summary>What was used of the language model's budget.</summary>
    public DbSet<ModelUsage> ModelUsage => Set<ModelUsage>();
    /// <summary>Mail that goes out with results.</summary>
    public DbSet<RequestMailRow> RequestMails => Set<RequestMailRow>();
    /// <summary>Candidates who went out.</summary>
    public DbSet<DigestSend> DigestSends => Set<DigestSend>();
    /// <summary>Regular digests.</summary>
    public DbSet<DigestSubscription> DigestSubscriptions => Set<DigestSubscription>();
    /// <summary>What people may do.</summary>
    public DbSet<TeamsUserRole> UserRoles => Set<TeamsUserRole>();
    /// <summary>Where the two paths of a flag differ.</summary>
    public DbSet<FlagDifferenceRow> FlagDifferences => Set<FlagDifferenceRow>();
    /// <summary>What people want when they do not say.</summary>
    public DbSet<UserPreference> UserPreferences => Set<UserPreference>();
    /// <summary>What people said of their results.</summary>
    public DbSet<DigestFeedback> DigestFeedback => Set<DigestFeedback>();
    /// <summary>Candidates that people wait for.</summary>
    public DbSet<CandidateAlert> CandidateAlerts => Set<CandidateAlert>();
    /// <summary>Candidates who matched alerts.</summary>
    public DbSet<CandidateAlertMatch> CandidateAlertMatches => Set<CandidateAlertMatch>();
    /// <summary>Candidates who are new or changed.</summary>
    public DbSet<CandidateArrival> CandidateArrivals => Set<CandidateArrival>();

    /// <inheritdoc />
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(WellIntakeDbContext).Assembly);
        ColumnConventions.Apply(modelBuilder, SqliteDatabase.IsUsedBy(Database) ? StoredTime.AsMicroseconds : StoredTime.AsUtc);
    }
}
