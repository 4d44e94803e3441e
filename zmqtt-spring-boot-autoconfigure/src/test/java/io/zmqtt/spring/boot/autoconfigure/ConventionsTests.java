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

package io.zmqtt.spring.boot.autoconfigure;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.AnnotatedElementUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What Spring Boot demands of its own auto-configurations.
 */
class ConventionsTests {

	private static final Path SOURCES = Path.of("src/main/java");

	static List<Class<?>> configurations() throws IOException {
		try (Stream<Path> files = Files.walk(SOURCES)) {
			return files.filter((file) -> file.toString().endsWith(".java"))
				.filter((file) -> !file.getFileName().toString().contains("-"))
				.map(ConventionsTests::load)
				.flatMap((type) -> Stream.concat(Stream.of(type), Stream.of(type.getDeclaredClasses())))
				.<Class<?>>map((type) -> type)
				.filter((type) -> AnnotatedElementUtils.hasAnnotation(type, Configuration.class))
				.toList();
		}
	}

	private static Class<?> load(Path file) {
		try {
			String name = SOURCES.relativize(file).toString().replace('/', '.').replace('\\', '.');
			return Class.forName(name.substring(0, name.length() - ".java".length()), false,
					ConventionsTests.class.getClassLoader());
		}
		catch (ClassNotFoundException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@ParameterizedTest
	@MethodSource("configurations")
	void onlyAutoConfigurationsArePublicAndTheyAreFinal(Class<?> configuration) {
		boolean auto = AnnotatedElementUtils.hasAnnotation(configuration, AutoConfiguration.class);
		assertThat(Modifier.isPublic(configuration.getModifiers())).isEqualTo(auto);
		assertThat(Modifier.isFinal(configuration.getModifiers())).isEqualTo(auto);
		assertThat(configuration.getAnnotation(Configuration.class)).satisfies((annotation) -> {
			if (annotation != null) {
				assertThat(annotation.proxyBeanMethods()).isFalse();
			}
		});
		for (Constructor<?> constructor : configuration.getDeclaredConstructors()) {
			assertThat(isPackagePrivate(constructor.getModifiers())).as("%s", constructor).isTrue();
		}
	}

	@ParameterizedTest
	@MethodSource("configurations")
	void methodsOfBeansArePackagePrivate(Class<?> configuration) {
		for (Method method : configuration.getDeclaredMethods()) {
			if (method.isAnnotationPresent(Bean.class)) {
				assertThat(isPackagePrivate(method.getModifiers())).as("%s", method).isTrue();
			}
		}
	}

	@Test
	void allAutoConfigurationsAreListed() throws IOException {
		List<String> expected = configurations().stream()
			.filter((type) -> AnnotatedElementUtils.hasAnnotation(type, AutoConfiguration.class))
			.map(Class::getName)
			.toList();
		assertThat(ImportCandidates.load(AutoConfiguration.class, getClass().getClassLoader()))
			.filteredOn((name) -> name.startsWith("io.zmqtt."))
			.hasSize(4)
			.containsExactlyInAnyOrderElementsOf(expected);
	}

	/**
	 * A class of a module that may be missing must not stand in an annotation that is
	 * read before conditions are.
	 */
	@ParameterizedTest
	@MethodSource("configurations")
	void orderAmongOptionalModulesIsByName(Class<?> configuration) {
		AutoConfiguration auto = configuration.getAnnotation(AutoConfiguration.class);
		if (auto != null) {
			assertThat(Stream.of(auto.after(), auto.before()).flatMap(Stream::of))
				.allMatch((other) -> other.getName().startsWith("io.zmqtt.")
						|| other.getName().startsWith("org.springframework.boot.autoconfigure."));
		}
	}

	@Test
	void nothingInternalOfTheClientIsUsed() throws IOException {
		try (Stream<Path> files = Files.walk(SOURCES)) {
			for (Path file : files.filter(Files::isRegularFile).toList()) {
				assertThat(Files.readString(file)).as("%s", file).doesNotContain("io.zmqtt.internal");
			}
		}
	}

	private static boolean isPackagePrivate(int modifiers) {
		return !Modifier.isPublic(modifiers) && !Modifier.isProtected(modifiers) && !Modifier.isPrivate(modifiers);
	}

}
