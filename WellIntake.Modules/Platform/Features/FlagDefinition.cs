namespace WellIntake.Modules.Platform.Features;

/// <summary>A flag that there is. Registered by the module whose feature it switches.</summary>
/// <param name="Name">How settings call it, such as <c>AsyncDigest</c>; letters and digits.</param>
/// <param name="Summary">What it switches, in a line.</param>
public sealed record FlagDefinition(string Name, string Summary);
