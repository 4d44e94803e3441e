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

package io.zmqtt.spring.boot.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.zmqtt.test.context.EmbeddedMqttBroker;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.autoconfigure.OverrideAutoConfiguration;
import org.springframework.boot.test.context.filter.annotation.TypeExcludeFilters;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.core.annotation.AliasFor;
import org.springframework.core.env.Environment;
import org.springframework.test.context.BootstrapWith;
import org.springframework.test.context.junit.jupiter.SpringExtension;

/**
 * A test of the MQTT listeners of a Spring Boot application and of what belongs to them,
 * and of nothing else.
 * <p>
 * The application context has client, template and listener containers, the application's
 * JSON mapper, validator and SSL bundles, and of the components that are scanned for
 * <ul>
 * <li>those with {@code @MqttListener} methods,</li>
 * <li>{@code MqttMessageInterceptor}, {@code MqttMessageRecoverer},
 * {@code MqttListenerErrorHandler} and the observation conventions,</li>
 * <li>{@code MessageConverter}, {@code @JacksonComponent} and {@code JacksonModule},</li>
 * <li>{@code ZmqttClientCustomizer}, {@code ZmqttConnectionDetails} and
 * {@code WebSocketRequestProvider}.</li>
 * </ul>
 * Other components, such as services and controllers, are left out: give those that a
 * listener needs by {@code @MockitoBean}, {@code @Import} or {@link #includeFilters()}.
 * <p>
 * An embedded broker takes the place of the connection that the application is configured
 * with, but not of one that the test says, by a property of its own or a container with
 * {@code @ServiceConnection}: see {@link EmbeddedMqttBroker.Replace#NON_TEST}. For a
 * broker with other options, put {@link EmbeddedMqttBroker @EmbeddedMqttBroker} on the
 * test class too.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@BootstrapWith(MqttTestContextBootstrapper.class)
@ExtendWith(SpringExtension.class)
@OverrideAutoConfiguration(enabled = false)
@TypeExcludeFilters(MqttTypeExcludeFilter.class)
@ImportAutoConfiguration
@EmbeddedMqttBroker(replace = EmbeddedMqttBroker.Replace.NON_TEST)
public @interface MqttTest {

	/**
	 * Properties, as {@code key=value}, to add to the {@link Environment} before the
	 * context starts.
	 * @return the properties
	 */
	String[] properties() default {};

	/**
	 * Whether to let in the components that are named above.
	 * @return {@code false} to let in only {@link #includeFilters()}
	 */
	boolean useDefaultFilters() default true;

	/**
	 * Which components to let in too.
	 * @return the filters
	 */
	Filter[] includeFilters() default {};

	/**
	 * Which components to leave out, also if they are named above.
	 * @return the filters
	 */
	Filter[] excludeFilters() default {};

	/**
	 * Which auto-configurations to leave out.
	 * @return the classes
	 */
	@AliasFor(annotation = ImportAutoConfiguration.class, attribute = "exclude")
	Class<?>[] excludeAutoConfiguration() default {};

}
