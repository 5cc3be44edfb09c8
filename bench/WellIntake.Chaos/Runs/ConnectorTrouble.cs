using WellIntake.Tests.Testing;

namespace WellIntake.Chaos.Runs;

/// <summary>What a channel does to the calls about its troubled conversations.</summary>
/// <param name="Name">In words.</param>
/// <param name="Draw">The fault of one call, or null; from a random source of the plan's own.</param>
internal sealed record ConnectorTrouble(string Name, Func<Random, StubFault?> Draw)
{
    private static readonly int[] ServerErrors = [500, 502, 503, 504];

    /// <summary>All of them. The first is none at all: what others are compared with.</summary>
    public static IReadOnlyList<ConnectorTrouble> All { get; } =
    [
        new("calm", static _ => null),
        new("429 with Retry-After: 2", static r => Chance(r, 0.6, new StubFault { Status = 429, RetryAfter = "2" })),
        new("429 without Retry-After", static r => Chance(r, 0.6, new StubFault { Status = 429 })),
        new("412", static r => Chance(r, 0.4, new StubFault { Status = 412, Code = "PreconditionFailed" })),
        new("5xx", static r => Chance(r, 0.4, new StubFault { Status = ServerErrors[r.Next(ServerErrors.Length)] })),
        new("5xx after delivery", static r => Chance(r, 0.4, new StubFault { Status = 502, AfterDelivery = true })),
        new("cut connections", static r => Chance(r, 0.4, new StubFault { Cut = true, AfterDelivery = r.NextDouble() < 0.5 })),
        new("403, the bot was removed", static _ => new StubFault { Status = 403, Code = "BotNotInConversationRoster" }),
        new("slow, some without an end", static r => r.NextDouble() < 0.1 ? new StubFault { Hangs = true } : new StubFault { Delay = TimeSpan.FromSeconds(3) }),
    ];

    private static StubFault? Chance(Random random, double chance, StubFault fault) => random.NextDouble() < chance ? fault : null;
}
