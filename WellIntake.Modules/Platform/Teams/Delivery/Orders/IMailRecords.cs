using WellIntake.Modules.Platform.Persistence;

namespace WellIntake.Modules.Platform.Teams.Delivery.Orders;

/// <summary>What a module keeps of mail that went out, for mail that goes out after its job has ended. Found by its table.</summary>
internal interface IMailRecords
{
    /// <summary>The request table that it knows.</summary>
    string Table { get; }

    /// <summary>Rows to be written in the commit that records the mail as sent. Those that are there already change nothing.</summary>
    Task<IReadOnlyList<RowChange>> WhenSentAsync(string requestId, CancellationToken ct);
}
