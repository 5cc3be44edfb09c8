using WellIntake.Host.Commands;

return await WellIntakeCommandLine.InvokeAsync(args);
