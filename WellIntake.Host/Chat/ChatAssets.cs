namespace WellIntake.Host.Chat;

/// <summary>The page's style, script and icon: part of the program, read once.</summary>
internal static class ChatAssets
{
    public static IResult Style { get; } = Load("chat.css", "text/css; charset=utf-8");

    public static IResult Script { get; } = Load("chat.js", "text/javascript; charset=utf-8");

    public static IResult Icon { get; } = Load("icon.svg", "image/svg+xml");

    private static IResult Load(string name, string contentType)
    {
        using var stream = typeof(ChatAssets).Assembly.GetManifestResourceStream($"Chat/{name}")
            ?? throw new InvalidOperationException($"The program was built without Chat/Assets/{name}.");
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return Results.Bytes(bytes.ToArray(), contentType);
    }
}
