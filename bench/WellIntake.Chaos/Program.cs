using WellIntake.Chaos.Commands;

return await ChaosCommandLine.InvokeAsync(args);
