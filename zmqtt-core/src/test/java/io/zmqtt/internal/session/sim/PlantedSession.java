/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.zmqtt.internal.session.sim;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;

import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import io.zmqtt.internal.session.Session;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/**
 * A class loader with a session of its own, one class of which was changed and compiled
 * in memory, and with the simulation around it.
 */
final class PlantedSession extends ClassLoader {

	private static final Path SOURCES = Path.of("src", "main", "java");

	private static final String OWN = "io.zmqtt.internal.session.";

	private final Map<String, byte[]> changed;

	private PlantedSession(Map<String, byte[]> changed) {
		super(PlantedSession.class.getClassLoader());
		this.changed = changed;
	}

	/**
	 * Return the simulation of the session with a bug.
	 */
	static LongFunction<@Nullable String> simulation(PlantedBug bug) {
		try {
			Path file = SOURCES.resolve(bug.type().replace('.', '/') + ".java");
			Map<String, byte[]> classes = compile(bug.type(), bug.plant(Files.readString(file)));
			Class<?> simulation = new PlantedSession(classes).loadClass(Simulation.class.getName());
			return cast(simulation.getConstructor().newInstance());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@SuppressWarnings("unchecked")
	private static LongFunction<@Nullable String> cast(Object simulation) {
		return (LongFunction<@Nullable String>) simulation;
	}

	private static Map<String, byte[]> compile(String type, String source) throws IOException {
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		if (compiler == null) {
			throw new IllegalStateException("A JDK is needed, not only a runtime");
		}
		StringWriter messages = new StringWriter();
		List<String> options = List.of("-proc:none", "-nowarn", "-classpath",
				location(Session.class) + File.pathSeparator + location(NullMarked.class));
		try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
				Output output = new Output(files)) {
			if (!compiler.getTask(messages, output, null, options, null, List.of(new Source(type, source))).call()) {
				throw new IllegalStateException(messages.toString());
			}
			Map<String, byte[]> classes = new HashMap<>();
			output.classes.forEach((name, bytes) -> classes.put(name, bytes.toByteArray()));
			return classes;
		}
	}

	private static Path location(Class<?> type) {
		try {
			return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
		}
		catch (URISyntaxException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
		if (!name.startsWith(OWN)) {
			return super.loadClass(name, resolve);
		}
		synchronized (getClassLoadingLock(name)) {
			Class<?> loaded = findLoadedClass(name);
			return (loaded != null) ? loaded : findClass(name);
		}
	}

	@Override
	protected Class<?> findClass(String name) throws ClassNotFoundException {
		byte[] bytes = this.changed.get(name);
		if (bytes == null) {
			try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
				if (in == null) {
					throw new ClassNotFoundException(name);
				}
				bytes = in.readAllBytes();
			}
			catch (IOException ex) {
				throw new ClassNotFoundException(name, ex);
			}
		}
		return defineClass(name, bytes, 0, bytes.length);
	}

	private static final class Source extends SimpleJavaFileObject {

		private final String text;

		Source(String type, String text) {
			super(URI.create("string:///" + type.replace('.', '/') + ".java"), Kind.SOURCE);
			this.text = text;
		}

		@Override
		public CharSequence getCharContent(boolean ignoreEncodingErrors) {
			return this.text;
		}

	}

	private static final class Output extends ForwardingJavaFileManager<JavaFileManager> {

		private final Map<String, ByteArrayOutputStream> classes = new HashMap<>();

		Output(JavaFileManager files) {
			super(files);
		}

		@Override
		public JavaFileObject getJavaFileForOutput(Location location, String className, JavaFileObject.Kind kind,
				@Nullable FileObject sibling) {
			return new SimpleJavaFileObject(URI.create("memory:///" + className.replace('.', '/') + ".class"), kind) {

				@Override
				public OutputStream openOutputStream() {
					return Output.this.classes.computeIfAbsent(className, (name) -> new ByteArrayOutputStream());
				}

			};
		}

	}

}
