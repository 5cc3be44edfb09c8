namespace WellIntake.Modules.Platform.Features;

/// <summary>A field in which the two paths of a flag differ.</summary>
/// <param name="Field">Such as <c>bullets</c>.</param>
/// <param name="Detail">Counts and positions, never what stands there.</param>
internal sealed record FlagDifference(string Field, string Detail);
