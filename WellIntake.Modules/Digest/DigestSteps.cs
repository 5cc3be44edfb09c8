using System.Globalization;
using WellIntake.Modules.Platform.Jobs;

namespace WellIntake.Modules.Digest;

/// <summary>Says in words how far a digest is.</summary>
internal sealed class DigestSteps(IProgress<RequestProgress> request) : IProgress<DigestProgress>
{
    public void Report(DigestProgress value) => request.Report(new RequestProgress(
        value.Again
            ? string.Create(CultureInfo.InvariantCulture, $"Reading {value.Read:N0} of {value.Total:N0} again")
            : string.Create(CultureInfo.InvariantCulture, $"Reading candidate {value.Read:N0} of {value.Total:N0}"),
        value.Total == 0 ? null : (double)value.Read / value.Total));
}
