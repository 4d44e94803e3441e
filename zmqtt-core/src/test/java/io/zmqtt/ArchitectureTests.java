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

package io.zmqtt;

import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import io.zmqtt.internal.client.ClientFactory;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which package may use which: the boundaries of this module.
 */
class ArchitectureTests {

	private static final String API = "io.zmqtt";

	private static final String SPI = "io.zmqtt.spi";

	private static final String NETTY = "io.zmqtt.netty";

	private static final String PACKET = "io.zmqtt.internal.packet";

	private static final String CODEC = "io.zmqtt.internal.codec";

	private static final String SESSION = "io.zmqtt.internal.session";

	private static final String TRANSPORT = "io.zmqtt.internal.transport";

	private static final String CONNECTION = "io.zmqtt.internal.connection";

	private static final String CLIENT = "io.zmqtt.internal.client";

	private static final String NULLNESS = "org.jspecify.annotations";

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(new ImportOption.DoNotIncludeTests())
		.importPath(mainClasses());

	/**
	 * What acts, as opposed to the values that it takes and returns.
	 */
	private static final DescribedPredicate<JavaClass> ACTORS = new DescribedPredicate<>("actors of the API") {

		@Override
		public boolean test(JavaClass type) {
			JavaClass outer = type;
			while (outer.getEnclosingClass().isPresent()) {
				outer = outer.getEnclosingClass().get();
			}
			return outer.getPackageName().equals(API) && Set
				.of("MqttClient", "MqttClientV311", "MqttClientV5", "MqttClientBuilder", "MqttClientListener",
						"MqttSubscription", "MqttMessage", "MqttMessageHandler")
				.contains(outer.getSimpleName());
		}

	};

	private static Path mainClasses() {
		try {
			return Path.of(MqttClient.class.getProtectionDomain().getCodeSource().getLocation().toURI());
		}
		catch (URISyntaxException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static ArchRule uses(String from, DescribedPredicate<? super JavaClass> allowed) {
		DescribedPredicate<JavaClass> always = resideInAnyPackage("java..", NULLNESS, from)
			.or(new DescribedPredicate<>("primitives and arrays of them") {

				@Override
				public boolean test(JavaClass type) {
					return type.getBaseComponentType().isPrimitive();
				}

			});
		return classes().that()
			.resideInAPackage(from)
			.should()
			.onlyDependOnClassesThat(always.or(allowed.forSubtype()));
	}

	private static DescribedPredicate<JavaClass> values() {
		return resideInAPackage(API).and(not(ACTORS));
	}

	@Test
	void everyPackageIsKnown() {
		Set<String> packages = CLASSES.stream().map(JavaClass::getPackageName).collect(Collectors.toSet());
		assertThat(packages).containsExactlyInAnyOrder(API, SPI, NETTY, PACKET, CODEC, SESSION, TRANSPORT, CONNECTION,
				CLIENT);
	}

	@Test
	void apiUsesTheJdkAndTheSpi() {
		uses(API, resideInAnyPackage(SPI, "javax.net.ssl").or(equivalentTo(ClientFactory.class))).check(CLASSES);
	}

	@Test
	void onlyTheBuilderMethodReachesInside() {
		classes().that()
			.resideInAPackage(API)
			.and()
			.areNotAssignableFrom(MqttClient.class)
			.should()
			.onlyDependOnClassesThat(not(resideInAPackage("io.zmqtt.internal..")))
			.check(CLASSES);
		List<String> callers = new ArrayList<>();
		CLASSES.get(ClientFactory.class)
			.getAccessesToSelf()
			.stream()
			.filter((access) -> access.getOriginOwner().getPackageName().equals(API))
			.forEach((access) -> callers.add(access.getOrigin().getFullName()));
		assertThat(callers).containsExactly("io.zmqtt.MqttClient.builder(java.lang.String)");
	}

	@Test
	void spiUsesTheApi() {
		uses(SPI, resideInAnyPackage(API, "javax.crypto..")).check(CLASSES);
	}

	@Test
	void nettyOptionsUseTheApiAndNetty() {
		uses(NETTY, resideInAnyPackage(API, "io.netty..")).check(CLASSES);
	}

	@Test
	void packetsUseValues() {
		uses(PACKET, values()).check(CLASSES);
	}

	@Test
	void codecUsesPacketsAndBuffers() {
		uses(CODEC, resideInAnyPackage(PACKET, "io.netty.buffer", "io.netty.util").or(values())).check(CLASSES);
	}

	@Test
	void sessionUsesPackets() {
		uses(SESSION, resideInAPackage(PACKET).or(values())).check(CLASSES);
	}

	@Test
	void transportUsesNetty() {
		uses(TRANSPORT, resideInAnyPackage("io.netty..", "org.slf4j..", "javax.net.ssl").or(values())).check(CLASSES);
	}

	@Test
	void connectionUsesAllBelow() {
		uses(CONNECTION, resideInAnyPackage(API, SPI, NETTY, PACKET, CODEC, SESSION, TRANSPORT, "io.netty..",
				"org.slf4j..", "javax.net.ssl", "javax.security.auth.x500"))
			.check(CLASSES);
	}

	@Test
	void clientUsesAllBelow() {
		uses(CLIENT, resideInAnyPackage(API, SPI, NETTY, PACKET, CODEC, SESSION, TRANSPORT, CONNECTION, "io.netty..",
				"org.slf4j..", "javax.net.ssl"))
			.check(CLASSES);
	}

	/**
	 * API and SPI know each other, so they count as one.
	 */
	@Test
	void packagesHaveNoCycles() {
		SliceAssignment packages = new SliceAssignment() {

			@Override
			public SliceIdentifier getIdentifierOf(JavaClass type) {
				String name = type.getPackageName();
				return name.startsWith(API) ? SliceIdentifier.of(name.equals(SPI) ? API : name)
						: SliceIdentifier.ignore();
			}

			@Override
			public String getDescription() {
				return "the packages of this module";
			}

		};
		slices().assignedFrom(packages)
			.should()
			.beFreeOfCycles()
			.ignoreDependency(equivalentTo(MqttClient.class), equivalentTo(ClientFactory.class))
			.check(CLASSES);
	}

	/**
	 * They are driven by method calls, so that a test can play anything against them.
	 */
	@ParameterizedTest
	@ValueSource(strings = { SESSION, CODEC, PACKET })
	void protocolHasNoSocketNoThreadNoClockAndNoFuture(String packageName) {
		noClasses().that()
			.resideInAPackage(packageName)
			.should()
			.dependOnClassesThat(resideInAnyPackage("java.net", "java.nio.channels..", "java.util.concurrent.locks")
				.or(assignableTo(Thread.class))
				.or(assignableTo(Future.class))
				.or(assignableTo(CompletionStage.class))
				.or(assignableTo(Executor.class))
				.or(assignableTo(Clock.class)))
			.orShould()
			.callMethod(System.class, "nanoTime")
			.orShould()
			.callMethod(System.class, "currentTimeMillis")
			.orShould()
			.callMethod(Instant.class, "now")
			.orShould()
			.callMethod(Object.class, "wait")
			.check(CLASSES);
	}

	@Test
	void nothingInternalIsExported() {
		ModuleDescriptor module = ModuleFinder.of(mainClasses())
			.findAll()
			.stream()
			.map((reference) -> reference.descriptor())
			.findFirst()
			.orElseThrow();
		assertThat(module.name()).isEqualTo("io.zmqtt");
		assertThat(module.isOpen()).isFalse();
		assertThat(module.opens()).isEmpty();
		assertThat(module.exports()).allSatisfy((exports) -> assertThat(exports.isQualified()).isFalse())
			.extracting(ModuleDescriptor.Exports::source)
			.containsExactlyInAnyOrder(API, SPI, NETTY);
	}

	/**
	 * What an application sees has no type of an implementation in it.
	 */
	@Test
	void apiDoesNotShowNetty() {
		noClasses().that()
			.resideInAnyPackage(API, SPI)
			.should()
			.dependOnClassesThat(resideInAnyPackage("io.netty..", "org.slf4j.."))
			.check(CLASSES);
		assertThat(Arrays.stream(MqttClient.class.getMethods()).map((method) -> method.getReturnType().getName()))
			.noneMatch((name) -> name.startsWith("io.zmqtt.internal"));
	}

	/**
	 * Everybody says which values may be null.
	 */
	@Test
	void everyPackageIsNullMarked() {
		CLASSES.stream()
			.filter((type) -> type.getSimpleName().equals("package-info"))
			.forEach((type) -> assertThat(type.isAnnotatedWith(NullMarked.class)).as(type.getPackageName()).isTrue());
	}

}
