using WellIntake.Modules.Platform.Jobs;
using WellIntake.Modules.Platform.Jobs.Tracking;

namespace WellIntake.Modules.Platform.Teams.Bot;

/// <summary>
/// Says how requests of one kind can be answered while their message is, without the queue. Registered by the module
/// that makes their results; kinds that nobody plans for go to the queue.
/// </summary>
internal interface IInRequestPlanner
{
    /// <summary>The kind: the type of the request's job.</summary>
    Type JobType { get; }

    /// <summary>The plan for one request, and whether it is chosen now. Called for every such message: must be cheap.</summary>
    ValueTask<InRequestPlan> PlanAsync(NewRequest request, IncomingMessage message);
}

/// <summary>How a request can be answered without the queue.</summary>
/// <param name="Flag">The flag that decides.</param>
/// <param name="IsChosen">True: answer so. False: only when the queue's way fails.</param>
/// <param name="Maker">Makes the result.</param>
internal sealed record InRequestPlan(string Flag, bool IsChosen, IResultMaker Maker);

/// <summary>Makes the result of one request. Its members are those of <see cref="IRequestHandler{TJob}"/>, the request given.</summary>
internal interface IResultMaker
{
    /// <summary>Makes the result; must have no effect outside.</summary>
    Task<RequestOutcome> WorkAsync(CancellationToken ct);

    /// <summary>Sends the stored result to wherever it goes besides the card. The queue tries again when it throws.</summary>
    Task<SentAlong> SendAsync(CancellationToken ct);

    /// <summary>What is said on the card when nothing could be stored, and so nothing is sent along; null for nothing.</summary>
    string? NoteWhenNotStored { get; }
}
