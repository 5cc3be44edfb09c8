using System.CommandLine;

namespace WellIntake.Host.Commands.Deliveries;

/// <summary>What was sent, and sending it again (TEA-5).</summary>
internal static class DeliveriesCommand
{
    public static Command Create(Func<ParseResult, IReadOnlyList<string>> settings) =>
        new("deliveries", "What was sent to whom and what came of it, and sending it again. See docs/deliveries.md.")
        {
            ListDeliveries.Create(settings), ExportDeliveries.Create(settings), ResendDeliveries.Create(settings),
        };

    /// <summary>Options that several of them have.</summary>
    internal static Option<bool> Failed() => new("--failed") { Description = "Only what was not sent." };

    internal static Option<string?> Request() => new("--request") { Description = "Only this request." };

    internal static Option<string?> SinceOption() => new("--since") { Description = "Only from then on: 30m, 12h, 7d, 2w, or a time such as 2026-11-26T08:00Z." };

    internal static Option<bool> ShowAddresses() => new("--show-addresses") { Description = "E-mail addresses in full, not as p***@corp.example." };

    internal static Option<bool> Json() => new("--json") { Description = "Print JSON." };
}
