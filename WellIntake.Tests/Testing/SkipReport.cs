namespace WellIntake.Tests.Testing;

/// <summary>Says why a test was skipped, in the output of the test command: the runner itself prints only its name.</summary>
[TestClass]
public static class SkipReport
{
    [GlobalTestCleanup]
    public static void Explain(TestContext context)
    {
        if (context.CurrentTestOutcome == UnitTestOutcome.Inconclusive)
            context.DisplayMessage(MessageLevel.Warning, $"Skipped {context.TestName}: {context.TestException?.Message}");
    }
}
