using System.CommandLine;

namespace WellIntake.Host.Commands.ServiceBus;

/// <summary>What looks after the broker.</summary>
internal static class ServiceBusCommand
{
    public static Command Create(Func<ParseResult, IReadOnlyList<string>> settings)
    {
        var command = new Command("servicebus", "Look after the queues, topics and subscriptions on Azure Service Bus. See docs/service-bus.md.");
        command.Subcommands.Add(EnsureCommand.Create(settings));
        return command;
    }
}
