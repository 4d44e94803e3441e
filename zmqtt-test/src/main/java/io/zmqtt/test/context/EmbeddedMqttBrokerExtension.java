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

package io.zmqtt.test.context;

import java.util.Optional;

import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Starts the broker of a JUnit test class, unless it is a Spring test: there the broker
 * belongs to the application context.
 */
final class EmbeddedMqttBrokerExtension implements BeforeAllCallback, AfterTestExecutionCallback, ParameterResolver {

	private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace
		.create(EmbeddedMqttBrokerExtension.class);

	private static final boolean SPRING_PRESENT = isPresent("org.springframework.test.context.ContextCustomizer")
			&& isPresent("org.springframework.context.ApplicationContext");

	EmbeddedMqttBrokerExtension() {
	}

	@Override
	public void beforeAll(ExtensionContext context) {
		if (!isSpringTest(context)) {
			broker(context);
		}
	}

	@Override
	public void afterTestExecution(ExtensionContext context) {
		if (isSpringTest(context)) {
			SpringTests.restore(context);
		}
		else {
			broker(context).restore();
		}
	}

	@Override
	public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
		return parameter.getParameter().getType() == io.zmqtt.test.EmbeddedMqttBroker.class
				&& !(isSpringTest(context) && SpringTests.resolves(parameter, context));
	}

	@Override
	public io.zmqtt.test.EmbeddedMqttBroker resolveParameter(ParameterContext parameter, ExtensionContext context) {
		return isSpringTest(context) ? SpringTests.broker(context) : broker(context);
	}

	private static io.zmqtt.test.EmbeddedMqttBroker broker(ExtensionContext context) {
		AnnotationSettings settings = settings(context);
		// the store closes what it holds after the last test of the class that put it
		// there
		return context.getStore(NAMESPACE)
			.computeIfAbsent(settings, AnnotationSettings::start, io.zmqtt.test.EmbeddedMqttBroker.class);
	}

	private static AnnotationSettings settings(ExtensionContext context) {
		Optional<EmbeddedMqttBroker> annotation = AnnotationSupport.findAnnotation(context.getRequiredTestClass(),
				EmbeddedMqttBroker.class, context.getEnclosingTestClasses());
		return AnnotationSettings.of(annotation.orElseThrow(() -> new IllegalStateException(
				"No @EmbeddedMqttBroker on " + context.getRequiredTestClass().getName())));
	}

	private static boolean isSpringTest(ExtensionContext context) {
		return SPRING_PRESENT && SpringTests.isSpringTest(context);
	}

	private static boolean isPresent(String className) {
		try {
			Class.forName(className, false, EmbeddedMqttBrokerExtension.class.getClassLoader());
			return true;
		}
		catch (ClassNotFoundException ex) {
			return false;
		}
	}

}
